// What came of the figure of predictive sparse decomposition.

/// Fidelity, speed and steadiness of predicted codes.
package struct PredictorReport: Sendable, Codable, Report {
    /// Signal-to-noise ratios at one λ, in dB.
    package struct Fidelity: Sendable, Codable {
        /// λ.
        package let sparsity: Float
        /// The optimal codes, prediction included in the energy, approximated by the predicted ones.
        package let optimalByPredicted: Double
        /// The exact codes approximated by the optimal ones.
        package let exactByOptimal: Double
        /// The exact codes approximated by the predicted ones.
        package let exactByPredicted: Double
        /// The exact codes approximated by trained LISTA, by T.
        package let exactBySearch: [Int: Double]
        /// The share of exact codes' values that are not 0.
        package let density: Double
        /// The mean absolute value of a predicted code's values.
        package let predictedSize: Double
    }

    /// Why pictures were passed over.
    package let broken: [String]
    /// One for each λ.
    package let fidelity: [Fidelity]
    /// One for each λ.
    package let speed: [PredictorSpeed.Row]
    /// The film's path.
    package let film: String?
    /// Of the film's codes.
    package let steadiness: Steadiness?

    /// How often a prediction fits into a search, by λ (Kavukcuoglu et al. 2008, read off a figure).
    private static let published: [Float: Int] = [0.1: 789, 0.2: 389, 0.4: 193, 0.6: 139]

    /// The report as text, a line for each thing.
    package var lines: [String] {
        var lines = broken.map { "passed over: \($0)" }
        let searches = fidelity.first?.exactBySearch.keys.sorted() ?? []
        if !fidelity.isEmpty {
            lines += [
                "Signal-to-noise ratios in dB, 64 units, 9 × 9",
                FigureTable.row(
                    ["λ", "optimal by predicted", "exact by optimal", "exact by predicted", "not 0, %", "mean |z|"]
                        + searches.map { "exact by LISTA, T = \($0)" }),
                FigureTable.rule(6 + searches.count),
            ]
        }
        for row in fidelity {
            lines.append(
                FigureTable.row(
                    [
                        "\(row.sparsity)", row.optimalByPredicted.fixed(1), row.exactByOptimal.fixed(1),
                        row.exactByPredicted.fixed(1), (100 * row.density).fixed(1), row.predictedSize.fixed(2),
                    ] + searches.map { row.exactBySearch[$0]?.fixed(1) ?? "" }))
        }
        if !fidelity.isEmpty {
            lines.append(
                FigureTable.row(["paper", "8.6", "5.2", "3.1", "", ""] + searches.map { _ in "" }))
        }
        if !speed.isEmpty {
            lines += [
                "", "Time for one input on one thread, both in turns",
                FigureTable.row(["λ", "prediction, µs", "feature-sign search, µs", "times faster", "paper"]),
                FigureTable.rule(5),
            ]
        }
        for row in speed {
            lines.append(
                FigureTable.row([
                    "\(row.sparsity)", row.prediction.fixed(2), row.search.fixed(0), row.ratio.fixed(0),
                    Self.published[row.sparsity].map(String.init) ?? "",
                ]))
        }
        return lines + (steadiness.map(Self.lines) ?? [])
    }

    private static func lines(of steadiness: Steadiness) -> [String] {
        func row(_ name: String, _ pick: (Transitions) -> Double, _ paper: [String]) -> String {
            let ours = [
                steadiness.exact, steadiness.predicted, steadiness.predictedAtRandom, steadiness.exactAtRandom,
            ]
            return FigureTable.row([name] + ours.map { pick($0).fixed(2) } + paper)
        }
        let density = (100 * steadiness.exactDensity).fixed(1)
        return [
            "",
            "States of 128 units on \(steadiness.patches) patches of \(steadiness.frames) frames, λ = "
                + "\(steadiness.sparsity): \(density) % of exact codes not 0, predicted as many "
                + "(\((100 * steadiness.predictedDensity).fixed(1)) %)",
            FigureTable.row([
                "", "exact, next frame", "predicted, next", "predicted, random frame", "exact, random", "paper: exact",
                "predicted", "predicted, random",
            ]),
            FigureTable.rule(8),
            row("P(+\\|+)", \.stayAbove, [".59", ".95", ".59"]),
            row("P(−\\|−)", \.stayBelow, [".60", ".94", ".54"]),
            row("P(0\\|+)", \.aboveToZero, [".41", ".05", ".41"]),
            row("P(0\\|−)", \.belowToZero, [".40", ".06", ".45"]),
            row("P(0\\|0)", \.stayZero, [".99", "1.00", ".98"]),
            row("flips", \.flips, ["0", "0", ".00–.01"]),
        ]
    }

    /// Writes the numbers, and speed and fidelity as a picture, into a folder.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(into folder: String) throws(LabError) {
        let folder = try ReportFolder(folder)
        try folder.write(self, as: "psd.json")
        let picture = CurveChart(
            title: "Feature-sign search over prediction: times as long, one 9 × 9 input", horizontal: "λ",
            isLogarithmic: true,
            curves: [
                .init(name: "here", points: speed.map { (x: Double($0.sparsity), y: $0.ratio) }),
                .init(
                    name: "Kavukcuoglu et al. 2008",
                    points: Self.published.sorted { $0.key < $1.key }.map { (x: Double($0.key), y: Double($0.value)) }),
            ])
        try folder.write(picture, as: "psd-speed.png")
    }
}
