// What came of the figure of LISTA and LCoD.

package import FilterLearning

/// Errors of trained searches, and of the searches themselves.
package struct LearnedReport: Sendable, Codable, Report {
    /// A search, trained.
    package struct Row: Sendable, Codable {
        /// LISTA or LCoD.
        package let kind: LearnedInference.Kind
        /// T.
        package let steps: Int
        /// Of the connections in S, those that were kept.
        package let share: Double
        /// Multiplications for a code.
        package let multiplications: Double
        /// The error untrained; of a search that lost connections, before it was trained again.
        package let before: CodeError
        /// The error when trained.
        package let after: CodeError
        /// The steps of FISTA, or for LCoD the changes of coordinate descent, after which the error is no larger.
        package let worth: Int?
        /// What the training took, in seconds.
        package let seconds: Double
    }

    /// All searches for one number of atoms.
    package struct Section: Sendable, Codable {
        /// m.
        package let atoms: Int
        /// The mean of `‖z*‖²`.
        package let codeSquare: Double
        /// The largest violation of the conditions of a minimum in the codes z*.
        package let gap: Double
        /// The share of values of z* that are not 0.
        package let density: Double
        /// The errors of FISTA, by the number of steps.
        package let fista: [Int: CodeError]
        /// The errors of coordinate descent, by the number of changes.
        package let descent: [Int: CodeError]
        /// The searches.
        package let rows: [Row]
    }

    /// Patches that were trained on.
    package let patches: Int
    /// Patches that were measured with.
    package let unseen: Int
    /// λ.
    package let sparsity: Float
    /// How searches were trained.
    package let training: LearnedRecipe
    /// Why pictures were passed over.
    package let broken: [String]
    /// One for each number of atoms.
    package let sections: [Section]

    /// One step of LISTA in iterations of FISTA, by the number of atoms (Gregor and LeCun 2010).
    private static let published = [100: 18, 400: 35]

    /// The report as text, a line for each thing.
    package var lines: [String] {
        var lines = broken.map { "passed over: \($0)" }
        lines.append(
            "\(patches) patches of 10 × 10, λ = \(sparsity), \(training.batches) steps of \(training.batchSize); "
                + "errors ‖z* − z‖² on \(unseen) others")
        for section in sections { lines += Self.lines(of: section) }
        return lines
    }

    private static func lines(of section: Section) -> [String] {
        let m = section.atoms
        var lines = [
            "",
            "m = \(m): ‖z*‖² = \(section.codeSquare.fixed(1)), \((100 * section.density).fixed(1)) % not 0, "
                + "conditions of a minimum violated by \(section.gap.fixed(6)) at most",
        ]
        let shown = [1, 3, 5, 10, 20, 35, 60, 100]
        lines.append(FigureTable.row(["FISTA steps"] + shown.map(String.init)))
        lines.append(FigureTable.row(["error"] + shown.map { section.fista[$0]?.square.fixed(2) ?? "" }))
        lines += [
            "",
            FigureTable.row([
                "search", "connections", "error untrained", "trained", "relative, %", "F₁ of the support", "worth",
                "multiplications saved",
            ]),
            FigureTable.rule(8),
        ]
        for row in section.rows {
            let unit = row.kind == .lista ? "FISTA" : "CoD"
            var worth = row.worth.map { "\(unit) \($0)" } ?? "more than was measured"
            if row.kind == .lista, row.steps == 1, row.share == 1, let paper = published[m] {
                worth += " (paper \(paper))"
            }
            let spent = row.worth.map { worth in
                // The first step of FISTA from 0 needs no product with S.
                Double(100 * m) + (row.kind == .lista ? Double((worth - 1) * m * m) : Double(worth * m))
            }
            lines.append(
                FigureTable.row([
                    "\(row.kind == .lista ? "LISTA" : "LCoD") T = \(row.steps)", "\((100 * row.share).fixed(0)) %",
                    row.before.square.fixed(2), row.after.square.fixed(2), (100 * row.after.relative).fixed(1),
                    row.after.support.fixed(2), worth,
                    spent.map { "× \(($0 / row.multiplications).fixed(1))" } ?? "–",
                ]))
        }
        return lines
    }

    /// The errors as curves, for one number of atoms.
    package func picture(of section: Section) -> CurveChart {
        func points(_ rows: [Row]) -> [(x: Double, y: Double)] {
            rows.map { (x: $0.multiplications, y: $0.after.square) }
        }
        let whole = section.rows.filter { $0.kind == .lista && $0.share == 1 }
        let (m, square) = (Double(section.atoms), Double(section.atoms * section.atoms))
        let fista = section.fista.sorted { $0.key < $1.key }.dropFirst().map {
            (x: 100 * m + Double($0 - 1) * square, y: $1.square)
        }
        let descent = section.descent.sorted { $0.key < $1.key }.map { (x: 100 * m + Double($0) * m, y: $1.square) }
        return CurveChart(
            title: "Error ‖z* − z‖² of sparse codes of 10 × 10 patches, m = \(section.atoms), λ = \(sparsity)",
            horizontal: "multiplications for a code", isLogarithmic: true,
            curves: [
                .init(name: "FISTA", points: fista), .init(name: "coordinate descent", points: descent),
                .init(
                    name: "LISTA, T = " + whole.map { "\($0.steps)" }.joined(separator: ", "), points: points(whole),
                    isLine: false),
                .init(
                    name: "LISTA, T = 1, fewer connections",
                    points: points(section.rows.filter { $0.share < 1 }), isLine: false),
                .init(name: "LCoD", points: points(section.rows.filter { $0.kind == .lcod }), isLine: false),
            ])
    }

    /// Writes the numbers and a picture for each number of atoms into a folder.
    ///
    /// - Throws: `LabError.notWritten`
    package func write(into folder: String) throws(LabError) {
        let folder = try ReportFolder(folder)
        try folder.write(self, as: "lista.json")
        for section in sections { try folder.write(picture(of: section), as: "lista-\(section.atoms).png") }
    }
}
