// Which maps of one stage feed which maps of the next.

/// For each of `outputs` maps the `inputsPerOutput` input maps it is filtered from.
public struct ConnectionTable: Sendable, Hashable {
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

    /// A table by its rows: the input maps of each output map.
    ///
    /// - Precondition: all outputs have equally many inputs, at least one, ascending, each below `inputs`.
    public init(inputs: Int, rows: [[Int]]) {
        precondition(Self.flaw(inputs: inputs, rows: rows) == nil, "not a connection table")
        self.inputs = inputs
        outputs = rows.count
        inputsPerOutput = rows.first?.count ?? 0
        indices = rows.flatMap { $0 }
    }

    /// What keeps rows from being a table, or nil.
    static func flaw(inputs: Int, rows: [[Int]]) -> String? {
        guard inputs > 0, let first = rows.first, !first.isEmpty else { return "it connects nothing" }
        for (output, row) in rows.enumerated() {
            if row.count != first.count { return "map \(output) has \(row.count) inputs, map 0 has \(first.count)" }
            if let wrong = row.first(where: { !(0..<inputs).contains($0) }) {
                return "map \(output) is filtered from map \(wrong) of \(inputs)"
            }
            if zip(row, row.dropFirst()).contains(where: { $0 >= $1 }) {
                return "the inputs of map \(output) do not ascend"
            }
        }
        return nil
    }

    /// Tables that know nothing of one another, side by side: the inputs and outputs of each follow those of the one
    /// before.
    public static func apart(_ tables: [ConnectionTable]) -> ConnectionTable {
        var (inputs, rows) = (0, [[Int]]())
        for table in tables {
            rows += (0..<table.outputs).map { table.inputs(of: $0).map { $0 + inputs } }
            inputs += table.inputs
        }
        return ConnectionTable(inputs: inputs, rows: rows)
    }

    /// The input maps of one output map, ascending.
    public func inputs(of output: Int) -> ArraySlice<Int> {
        indices[output * inputsPerOutput..<(output + 1) * inputsPerOutput]
    }
}

extension ConnectionTable: Codable {
    private enum Key: String, CodingKey { case inputs, outputs }

    /// Reads `{"inputs": 64, "outputs": [[0, 5, …], …]}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let (inputs, rows) = (
            try container.decode(Int.self, forKey: .inputs), try container.decode([[Int]].self, forKey: .outputs)
        )
        if let flaw = Self.flaw(inputs: inputs, rows: rows) {
            throw FeaturesError.impossibleShape(reason: "The connection table is none: \(flaw).")
        }
        self.init(inputs: inputs, rows: rows)
    }

    /// Writes the inputs of each output.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(inputs, forKey: .inputs)
        try container.encode((0..<outputs).map { Array(inputs(of: $0)) }, forKey: .outputs)
    }
}
