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
        .g: [52.3], .rPlus: [54.8, 47.0, 38.0, 16.3, 14.3], .uPlus: [54.2, 50.0, 44.3, 18.5, 14.5],
        .rrPlus: [64.7, 59.5, 60.0, 31.0, 29.7], .uuPlus: [65.5, 60.5, 61.0, 34.0, 32.0],
    ]
    /// Where the paper says another deviation than about 1.
    private static let deviations: [LabProtocol: [LabModules: Double]] = [
        .r: [.poolingAlone: 2.2], .u: [.withoutNormalisation: 1.6],
        .rr: [.withoutNormalisation: 1.5, .maxPooling: 1.9],
    ]

    /// The accuracy on Caltech-101, 30 pictures a class, mean of 102 classes: of logistic regression, or of the pyramid
    /// match, which the paper has for one stage of learnt filters (Jarrett et al. 2009, Table 1).
    package static func caltech(
        _ net: LabProtocol, _ modules: LabModules, _ classifier: LabClassifier = .logistic
    ) -> Published? {
        if classifier == .pyramid {
            guard net == .u, modules == .whole else { return nil }
            return Published(
                percent: 64, deviation: 1,
                source: "Jarrett et al. 2009, Table 1, accuracy of the pyramid match on 102 classes")
        }
        if net == .ur, modules == .whole {
            return Published(
                percent: 69.7, deviation: nil, source: "LeCun's talk of 2010, its latest net of two stages, accuracy")
        }
        guard let column = columns.firstIndex(of: modules), let row = rows[net], column < row.count else { return nil }
        return Published(
            percent: row[column], deviation: deviations[net]?[modules] ?? 1,
            source: "Jarrett et al. 2009, Table 1, accuracy of logistic regression on 102 classes")
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

    /// The error on MNIST of a net of two refined stages and two layers behind them.
    package static var refinedDigits: Published {
        Published(percent: 0.53, deviation: nil, source: "Jarrett et al. 2009, section 4.3, error of U⁺U⁺R⁺R⁺")
    }

    /// The error on small NORB by the number of pictures of a category that are learnt from, by multinomial logistic
    /// regression (the thesis of Kavukcuoglu, 2011, figure 4.3, read off to ±0.1).
    package static func toys(_ net: LabProtocol, _ modules: LabModules, train: Int) -> Published? {
        let rows: [LabProtocol: [Double]] = [
            .rr: [35.9, 24.2, 20.1, 16.6, 15.2, 14.7, 14.2, 13.8], .uu: [30, 19, 16, 13, 12, 11, 11, 10],
        ]
        let counts = [20, 50, 100, 200, 500, 1000, 2000, 4860]
        guard modules == .whole, let row = rows[net], let place = counts.firstIndex(of: train) else { return nil }
        return Published(
            percent: row[place], deviation: nil,
            source: "Kavukcuoglu 2011, figure 4.3, error with \(train) pictures of each of 5 categories")
    }
}
