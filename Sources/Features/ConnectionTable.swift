// Which maps of one stage feed which maps of the next.

/// For each of `outputs` maps the `inputsPerOutput` input maps it is filtered from.
public struct ConnectionTable: Sendable, Equatable {
    /// Number of input maps.
    public let inputs: Int
    /// Number of output maps.
    public let outputs: Int
    /// Number of input maps of each output map.
    public let inputsPerOutput: Int
    /// `outputs × inputsPerOutput` numbers of input maps, row-major, ascending within an output.
    public let indices: [Int]

    /// Every output from every input.
    public static func full(inputs: Int, outputs: Int) -> ConnectionTable {
        ConnectionTable(inputs: inputs, rows: Array(repeating: Array(0..<inputs), count: outputs))
    }

    /// Each output from `each` inputs of its own, drawn so that all inputs are used equally often.
    ///
    /// The inputs are shuffled and handed out in chunks of `each`; when fewer are left, they are shuffled again (as
    /// `nn.tables.random` of Torch does). The shuffle is Fisher and Yates' on SplitMix64 from `seed`.
    public static func random(inputs: Int, outputs: Int, each: Int, seed: UInt64) -> ConnectionTable {
        precondition(each > 0 && each <= inputs, "\(each) of \(inputs) maps cannot be drawn")
        var generator = SplitMix64(seed: seed)
        var left: ArraySlice<Int> = []
        let rows = (0..<outputs).map { _ in
            if left.count < each { left = generator.permutation(of: inputs)[...] }
            defer { left = left.dropFirst(each) }
            return left.prefix(each).sorted()
        }
        return ConnectionTable(inputs: inputs, rows: rows)
    }

    /// `groups` groups of consecutive outputs; those of a group share the same inputs, drawn as `random` draws them.
    ///
    /// As random for the eye of the next stage, and several times faster: what is loaded for one output serves all
    /// outputs of its group.
    public static func grouped(inputs: Int, outputs: Int, each: Int, groups: Int, seed: UInt64) -> ConnectionTable {
        precondition(groups > 0 && outputs % groups == 0, "\(outputs) maps do not form \(groups) equal groups")
        let table = random(inputs: inputs, outputs: groups, each: each, seed: seed)
        let rows = (0..<outputs).map { Array(table.inputs(of: $0 / (outputs / groups))) }
        return ConnectionTable(inputs: inputs, rows: rows)
    }

    private init(inputs: Int, rows: [[Int]]) {
        self.inputs = inputs
        outputs = rows.count
        inputsPerOutput = rows.first?.count ?? 0
        indices = rows.flatMap { $0 }
    }

    /// The input maps of one output map, ascending.
    public func inputs(of output: Int) -> ArraySlice<Int> {
        indices[output * inputsPerOutput..<(output + 1) * inputsPerOutput]
    }
}
