// Coordinates in which no direction is much longer than another.

import Linear

extension Coordinates {
    /// The same pictures with directions along which those to learn from spread widely drawn in, in part.
    ///
    /// With C the mean of xxᵀ over the pictures to learn from and v the mean of its diagonal, coordinates become
    /// `L⁻¹·x` where `L·Lᵀ = C + v·I`, times what makes the mean squared length of pictures to learn from 1. A penalty then
    /// weighs a direction by how far pictures spread along it: whitening, shrunk halfway to the identity.
    ///
    /// Learnt features are alike in what most pictures share; without this logistic regression spends its penalty there.
    package func decorrelated() -> Coordinates {
        let count = train.columns
        guard count > 0, train.rows > 0 else { return self }
        let share = 1 / Double(train.rows)
        var covariance = train.transposeTimes(train).values.map { Double($0) * share }
        let mean = (0..<count).reduce(0.0) { $0 + covariance[$1 * count + $1] } / Double(count)
        for index in 0..<count { covariance[index * count + index] += mean }
        // Pictures that are all alike have nothing to draw in.
        guard mean > 0, let factor = try? Cholesky(of: covariance, order: count) else { return self }
        func drawnIn(_ matrix: Matrix) -> [Double] { factor.unmix(matrix.values.map(Double.init), rows: matrix.rows) }
        let (own, others) = (drawnIn(train), drawnIn(test))
        let length = own.reduce(0) { $0 + $1 * $1 } * share
        let scale = 1 / length.squareRoot()
        func matrix(_ values: [Double], _ rows: Int) -> Matrix {
            Matrix(rows: rows, columns: count, values: values.map { Float($0 * scale) })
        }
        return Coordinates(matrix(own, train.rows), matrix(others, test.rows))
    }
}
