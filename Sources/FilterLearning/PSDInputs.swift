// What predictive sparse decomposition learns from.

public import Linear

/// Inputs that are copied one by one, so that patches which overlap need not lie in memory as often as they do.
public protocol PSDInputs: Sendable {
    /// Number of inputs.
    var count: Int { get }
    /// Numbers of an input: maps × taps of a map, map by map.
    var width: Int { get }
    /// Copies an input.
    ///
    /// - Parameter target: receives `width` values.
    func copy(_ index: Int, into target: UnsafeMutablePointer<Float>)
}

/// An input a row.
extension Matrix: PSDInputs {
    /// Number of rows.
    public var count: Int { rows }
    /// Number of columns.
    public var width: Int { columns }

    /// Copies a row.
    public func copy(_ index: Int, into target: UnsafeMutablePointer<Float>) {
        values.withUnsafeBufferPointer { values in
            if let start = values.baseAddress { target.update(from: start + index * columns, count: columns) }
        }
    }
}

extension Matrix {
    /// Inputs as a matrix: an input a row.
    public init(of inputs: any PSDInputs) {
        var values = [Float](repeating: 0, count: inputs.count * inputs.width)
        values.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            for index in 0..<inputs.count { inputs.copy(index, into: start + index * inputs.width) }
        }
        self.init(rows: inputs.count, columns: inputs.width, values: values)
    }
}
