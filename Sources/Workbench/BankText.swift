// What is said of filter banks in a terminal.

package import Exchange
package import Features

package enum BankText {
    /// A table of banks, a line each.
    package static func list(_ banks: [BankLibrary.Entry]) -> String {
        let head = ["NAME", "FEATURES", "MULTIPLY-ADDS", "WEIGHTS", "WHAT IT IS"]
        let rows = banks.map {
            [
                $0.name, $0.shape.featureCount.grouped, $0.shape.multiplyAdds.grouped, $0.shape.weightCount.grouped,
                $0.summary,
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        return ([head] + rows).map { row in
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                // Numbers stand on the right, the last text without space behind it.
                if (1...3).contains(column) { return space + row[column] }
                return column == row.count - 1 ? row[column] : row[column] + space
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// All about a bank, a line for each thing.
    package static func show(_ bank: FilterBank) -> String {
        let shape = bank.shape
        let known = ExtractorShape.presets.first { $0.shape == shape }
        var lines = [("name", bank.name)]
        lines.append(("shape", known.map { "\($0.name): \($0.summary)" } ?? "of its own"))
        lines.append(("input", input(shape)))
        for (index, stage) in shape.stages.enumerated() {
            let (filtered, pooled) = (shape.sizes[2 * index + 1], shape.sizes[2 * index + 2])
            lines.append(("stage \(index + 1)", stage.modules))
            lines.append(("", connections(stage.table)))
            lines.append(("", "\(filtered.text) → \(pooled.text)"))
        }
        if let pooling = shape.finalPooling {
            lines.append(("at last", "P \(pooling.kind.rawValue) \(pooling.window.crossed)/\(pooling.step.crossed)"))
        }
        let others = shape.stages.reduce(0) { $0 + 2 * $1.table.outputs }
        lines += [
            ("features", shape.featureCount.grouped),
            ("parameters", "\(shape.weightCount.grouped) weights, \(others.grouped) gains and biases"),
            ("multiply-adds", "\(shape.multiplyAdds.grouped) a picture"), ("recipe", bank.origin.recipe),
            ("seed", String(bank.origin.seed)), ("energy", bank.origin.energy), ("licence", bank.origin.licence),
            ("fingerprint", bank.fingerprint),
        ]
        let width = lines.map(\.0.count).max() ?? 0
        return lines.map { name, text in
            name + String(repeating: " ", count: width + 2 - name.count) + text
        }.joined(separator: "\n")
    }

    private static func input(_ shape: ExtractorShape) -> String {
        let input = shape.input
        let window = "\(input.window.side)×\(input.window.side) σ \(input.window.deviation)"
        let preparation =
            switch input.preparation {
            case .none: "as it is"
            case .standard: "zero mean and unit deviation"
            case .contrast: "zero mean and unit deviation, then N \(window)"
            case .gain: "divided by its mean over \(window)"
            }
        return "\(input.colour == .yuv ? "YUV" : "grey") \(input.size.crossed), \(preparation) → \(shape.sizes[0].text)"
    }

    private static func connections(_ table: ConnectionTable) -> String {
        guard table.inputsPerOutput < table.inputs else {
            return "\(table.outputs) maps, each from all \(table.inputs)"
        }
        // Maps that share their inputs by chance are no groups.
        let sizes = Dictionary(grouping: 0..<table.outputs) { table.inputs(of: $0) }.values.map(\.count)
        let isGrouped = sizes.allSatisfy { $0 > 1 && $0 == sizes[0] }
        let groups = isGrouped ? ", in \(sizes.count) groups" : ""
        return "\(table.outputs) maps, each from \(table.inputsPerOutput) of \(table.inputs)\(groups)"
    }
}

extension MapSize {
    fileprivate var text: String { "\(maps)×\(extent.crossed)" }
}

extension Int {
    /// `5,184`.
    var grouped: String {
        let digits = String(magnitude)
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }
}
