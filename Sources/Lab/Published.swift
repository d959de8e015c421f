// What the papers report.

/// A number of a paper, in per cent.
package struct Published: Sendable, Equatable, Codable {
    /// The number.
    package let percent: Double
    /// Its standard deviation, where the paper says one.
    package let deviation: Double?
    /// Where it stands.
    package let source: String

    private static let columns: [LabModules] = [
        .whole, .withoutNormalisation, .maxPooling, .withoutAbsolute, .poolingAlone,
    ]
    private static let rows: [LabProtocol: [Double]] = [
        .r: [53.3, 31.7, 32.1, 15.3, 12.1], .u: [52.2, 43.3, 44.0, 17.2, 13.4],
        .rr: [62.9, 33.7, 37.6, 19.6, 8.8], .uu: [63.7, 46.7, 56.0, 23.1, 9.1],
        .g: [52.3],
    ]
    /// Where the paper says another deviation than about 1.
    private static let deviations: [LabProtocol: [LabModules: Double]] = [
        .r: [.poolingAlone: 2.2], .u: [.withoutNormalisation: 1.6],
        .rr: [.withoutNormalisation: 1.5, .maxPooling: 1.9],
    ]

    /// The accuracy on Caltech-101, 30 pictures a class, mean of 102 classes (Jarrett et al. 2009, Table 1).
    package static func caltech(_ net: LabProtocol, _ modules: LabModules) -> Published? {
        guard let column = columns.firstIndex(of: modules), let row = rows[net], column < row.count else { return nil }
        return Published(
            percent: row[column], deviation: deviations[net]?[modules] ?? 1,
            source: "Jarrett et al. 2009, Table 1, accuracy on 102 classes")
    }

    /// The error on MNIST nearest to a classifier on fixed features, by the number of digits learnt from: one layer of 256
    /// PSD codes under logistic regression (Kavukcuoglu, Ranzato and LeCun 2008, read off a figure).
    package static func digits(train: Int) -> Published? {
        [100: 20.1, 1000: 8.1, 10_000: 4.4][train].map {
            Published(
                percent: $0, deviation: nil,
                source: "Kavukcuoglu et al. 2008, figure, error of 256 PSD codes and logistic regression")
        }
    }
}
