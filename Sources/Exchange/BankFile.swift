// Filter banks as files that other programs read too.

package import Features
package import Formats

/// A filter bank as safetensors.
///
/// The tensors of stage n, counted from 1, are `stage<n>.kernels` (outputs × inputs per output × rows × columns),
/// `stage<n>.gains` and `stage<n>.biases` (outputs), all row-major. The texts about them are `format`, `name`, `shape`
/// (`ExtractorShape` as JSON, which carries the connection tables), `recipe`, `seed` (decimal), `licence` and `energy`.
extension FilterBank {
    /// What such files say of themselves.
    private static let format = "showtell.filter-bank.1"
    /// A text about a bank is a line that people read: characters.
    private static let longestText = 1000

    /// Reads a bank from a file.
    ///
    /// - Throws: `BankError.badFile` when there is no such file, and for whatever `init(_:file:)` refuses.
    package init(path: String) throws(BankError) {
        let content: Safetensors
        do {
            content = try Safetensors(path: path)
        } catch {
            throw .badFile(reason: error.description)
        }
        try self.init(content, file: path)
    }

    /// Reads a bank from the content of a file; `file` is what it is called in an error.
    ///
    /// Nothing is believed before it is checked: the shape must be one that can be built, and the tensors must be those
    /// that it asks for, of finite numbers. What is allocated is in proportion to the content.
    ///
    /// - Throws: `BankError.badFile`
    package init(_ content: Safetensors, file: String) throws(BankError) {
        do {
            self = try Self.read(content)
        } catch let error as FeaturesError {
            throw .badFile(reason: "\(file.inQuotes) cannot be used as a filter bank. \(error)")
        } catch {
            throw .badFile(reason: "\(file.inQuotes) cannot be used as a filter bank: \(error).")
        }
    }

    private static func read(_ content: Safetensors) throws -> FilterBank {
        func text(_ key: String) throws(Flaw) -> String {
            guard let text = content.metadata[key] else { throw Flaw("it lacks the text “\(key)”") }
            guard text.isPlain, text.count <= longestText else {
                throw Flaw("its text “\(key)” is not a line of at most \(longestText) characters")
            }
            return text
        }
        let format = try text("format")
        guard format == Self.format else { throw Flaw("its format is “\(format)”, and “\(Self.format)” is read") }
        guard let seed = UInt64(try text("seed")) else {
            throw Flaw("its seed is “\(try text("seed"))”, not a whole number that 64 bits hold")
        }
        let origin = BankOrigin(
            recipe: try text("recipe"), seed: seed, licence: try text("licence"), energy: try text("energy"))
        let name = try text("name")
        guard !name.isEmpty else { throw Flaw("its name is empty") }
        guard let json = content.metadata["shape"] else { throw Flaw("it lacks the text “shape”") }
        let shape = try ExtractorShape(json: json)
        try shape.check()
        return try FilterBank(name: name, shape: shape, stages: try filters(content.tensors, shape), origin: origin)
    }

    private static func filters(
        _ tensors: [String: Safetensors.Tensor], _ shape: ExtractorShape
    ) throws(Flaw) -> [StageFilters] {
        var rest = tensors
        func take(_ name: String, _ wanted: [Int]) throws(Flaw) -> [Float] {
            guard let tensor = rest.removeValue(forKey: name) else { throw Flaw("it lacks the tensor “\(name)”") }
            guard tensor.shape == wanted else {
                throw Flaw(
                    "its tensor “\(name)” is \(tensor.shape.crossed), and the shape in its header asks for "
                        + wanted.crossed)
            }
            return tensor.values
        }
        var stages: [StageFilters] = []
        for (index, stage) in shape.stages.enumerated() {
            let (name, outputs) = ("stage\(index + 1)", stage.table.outputs)
            stages.append(
                StageFilters(
                    kernels: try take("\(name).kernels", stage.kernelExtents),
                    gains: try take("\(name).gains", [outputs]), biases: try take("\(name).biases", [outputs])))
        }
        if let extra = rest.keys.min() {
            throw Flaw("it has the tensor \(extra.quoted), which the shape in its header does not ask for")
        }
        return stages
    }

    /// The content of the bank's file.
    package var safetensors: Safetensors {
        var tensors: [String: Safetensors.Tensor] = [:]
        for (index, (stage, filters)) in zip(shape.stages, stages).enumerated() {
            let (name, outputs) = ("stage\(index + 1)", [stage.table.outputs])
            tensors["\(name).kernels"] = .init(shape: stage.kernelExtents, values: filters.kernels)
            tensors["\(name).gains"] = .init(shape: outputs, values: filters.gains)
            tensors["\(name).biases"] = .init(shape: outputs, values: filters.biases)
        }
        let metadata = [
            "format": Self.format, "name": name, "shape": shape.json, "recipe": origin.recipe,
            "seed": String(origin.seed), "licence": origin.licence, "energy": origin.energy,
        ]
        return Safetensors(metadata: metadata, tensors: tensors)
    }

    /// Writes the bank into a file; one that was there is replaced when all is written, or stays as it was.
    ///
    /// - Throws: `BankError.notWritten`
    package func write(to path: String) throws(BankError) {
        do {
            try safetensors.write(to: path)
        } catch {
            throw .notWritten(reason: error.description)
        }
    }
}

extension StageShape {
    /// Extents of the kernels' tensor.
    fileprivate var kernelExtents: [Int] { [table.outputs, table.inputsPerOutput, kernel.rows, kernel.columns] }
}
