// What an extractor adds to the memory of a process, each measured in a process of its own.

import Features
import Foundation

enum Memory {
    static func report() throws {
        print("resident memory of an extractor     MiB")
        for preset in ExtractorShape.presets {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = ["memory", preset.name]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            let bytes = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
            print(
                preset.name.padding(toLength: 28, withPad: " ", startingAt: 0),
                String(format: "%10.1f", bytes / 1_048_576))
        }
        print()
    }

    /// Prints the bytes that one extractor needs, its weights among them, but not those of the bank it is made from.
    static func measure(preset name: String) throws {
        guard let preset = ExtractorShape.presets.first(where: { $0.name == name }) else { return }
        let bank = try FilterBank.random(shape: preset.shape)
        let plane = Growth.noise(preset.shape.input.size)
        let before = resident()
        let extractor = try Extractor(bank: bank)
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: extractor.featureCount)
        defer { features.deallocate() }
        try extractor.extract(plane, into: features)
        print(resident() - before)
    }

    /// Bytes of this process that are in memory.
    private static func resident() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}
