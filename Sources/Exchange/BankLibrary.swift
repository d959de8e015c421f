// Filter banks by name.

package import Features
import Foundation

/// The banks that can be had by name: a random one for every shape that has a name, “random” and “gabor” for the daemon's
/// net, and those in files of a folder.
package struct BankLibrary: Sendable {
    /// What a list says of a bank.
    package struct Entry: Sendable {
        /// The name it is had by.
        package let name: String
        /// What it is, in a line.
        package let summary: String
        /// The net it is for.
        package let shape: ExtractorShape
    }

    /// How files of banks end.
    private static let suffix = ".safetensors"
    /// The seed of a random bank when none is asked for.
    private static let seed: UInt64 = 1

    /// The bank of random filters for the daemon's net.
    private static let random = "random"
    /// The bank of Gabor filters.
    private static let gabor = "gabor"

    private let folder: String?

    /// The library with the files of `folder`, if there is one: `NAME.safetensors` holds the bank NAME.
    package init(folder: String? = nil) { self.folder = folder }

    /// All banks, those of named shapes first, and what is wrong with files that hold none.
    package func entries() -> (banks: [Entry], flaws: [BankError]) {
        var banks = ExtractorShape.presets.map {
            Entry(name: $0.name, summary: "random; \($0.summary)", shape: $0.shape)
        }
        banks += [
            Entry(name: Self.random, summary: "another name for caltech101", shape: .caltech101),
            Entry(
                name: Self.gabor, summary: "caltech101 with Gabor filters in the first stage", shape: .caltech101),
        ]
        var flaws: [BankError] = []
        for name in names where !Self.isMade(name) {
            do throws(BankError) {
                let bank = try FilterBank(path: path(name))
                banks.append(Entry(name: name, summary: bank.origin.recipe, shape: bank.shape))
            } catch {
                flaws.append(error)
            }
        }
        return (banks, flaws)
    }

    /// The bank of a name, or of a file: what has a slash or ends in `.safetensors` is a file.
    ///
    /// - Parameter seed: what a random bank begins with; nil for 1.
    /// - Throws: `BankError`, also for a seed that is asked of a bank in a file.
    package func bank(_ nameOrPath: String, seed: UInt64? = nil) throws(BankError) -> FilterBank {
        do throws(FeaturesError) {
            if nameOrPath == Self.gabor { return try .gabor(shape: .caltech101, seed: seed ?? Self.seed) }
            if let shape = nameOrPath == Self.random ? .caltech101 : Self.preset(nameOrPath)?.shape {
                return try .random(shape: shape, seed: seed ?? Self.seed)
            }
        } catch {
            throw .unknownName(reason: error.description)
        }
        let isPath = nameOrPath.contains("/") || nameOrPath.hasSuffix(Self.suffix)
        guard isPath || names.contains(nameOrPath) else {
            let known =
                ExtractorShape.presets.map(\.name) + [Self.random, Self.gabor] + names.filter { !Self.isMade($0) }
            throw .unknownName(
                reason: "There is no filter bank “\(nameOrPath)”; there are \(known.joined(separator: ", ")), and "
                    + "files that end in \(Self.suffix).")
        }
        guard seed == nil else {
            throw .unknownName(reason: "“\(nameOrPath)” is a bank in a file, and only random ones begin with a seed.")
        }
        return try FilterBank(path: isPath ? nameOrPath : path(nameOrPath))
    }

    /// The bank of a name that has a fingerprint; nil when there is none.
    package func bank(fingerprint: String) -> FilterBank? {
        for name in ExtractorShape.presets.map(\.name) + [Self.gabor] + names {
            if let bank = try? bank(name), bank.fingerprint == fingerprint { return bank }
        }
        return nil
    }

    /// The shape of a name.
    ///
    /// - Throws: `BankError.unknownName`
    package static func shape(_ name: String) throws(BankError) -> ExtractorShape {
        guard let preset = preset(name) else {
            let known = ExtractorShape.presets.map(\.name).joined(separator: ", ")
            throw .unknownName(reason: "There is no shape “\(name)”; there are \(known).")
        }
        return preset.shape
    }

    /// Whether the bank of a name is made, not read from a file.
    private static func isMade(_ name: String) -> Bool {
        name == random || name == gabor || preset(name) != nil
    }

    private static func preset(_ name: String) -> ExtractorShape.Preset? {
        ExtractorShape.presets.first { $0.name == name }
    }

    /// The names of the files in the folder, sorted.
    private var names: [String] {
        let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
        return files.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }.sorted()
    }

    private func path(_ name: String) -> String { "\(folder ?? ".")/\(name)\(Self.suffix)" }
}
