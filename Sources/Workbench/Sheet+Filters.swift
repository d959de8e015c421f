// The filters of a bank as a picture.

package import Features

extension Sheet {
    /// Maps, and inputs of a map, that are shown of a stage in which maps have several inputs.
    private static let (mostMaps, mostInputs) = (16, 32)

    /// The filters of all stages: 0 is the grey in the middle.
    package init(filtersOf bank: FilterBank) {
        title = bank.name
        notes = [
            "\(bank.shape)", bank.origin.recipe,
            "The grey in the middle is 0. Each kernel reaches black or white; those of a row labelled with a map do so "
                + "together.",
        ]
        grids = zip(bank.shape.stages, bank.stages).enumerated().flatMap { index, stage in
            Self.grids(index, stage.0, stage.1, of: bank.shape)
        }
    }

    private static func grids(
        _ index: Int, _ stage: StageShape, _ filters: StageFilters, of shape: ExtractorShape
    ) -> [TileGrid] {
        let (table, kernel) = (stage.table, stage.kernel)
        let taps = kernel.rows * kernel.columns
        let title = "Stage \(index + 1): \(table.outputs) maps, kernels \(kernel.crossed)"
        func name(_ input: Int) -> String {
            index == 0 ? shape.input.channelNames[input] : "from \(input)"
        }
        func kernels(of output: Int) -> [ArraySlice<Float>] {
            (0..<table.inputsPerOutput).map {
                filters.kernels[((output * table.inputsPerOutput + $0) * taps)...].prefix(taps)
            }
        }
        func tile(_ values: ArraySlice<Float>, _ scale: GreyScale, _ caption: String? = nil) -> Tile {
            Tile(values, rows: kernel.rows, columns: kernel.columns, scale: scale, caption: caption)
        }
        func scale(_ values: some Sequence<Float>) -> GreyScale {
            GreyScale(values.reduce(0) { max($0, abs($1)) }, isSigned: true)
        }

        guard table.inputsPerOutput > 1 else {
            // Maps with a single input: those of the same input together.
            let outputs = Dictionary(grouping: 0..<table.outputs) { table.inputs(of: $0).first ?? 0 }
            return outputs.sorted { $0.key < $1.key }.map { input, outputs in
                let tiles = outputs.map { output in
                    let values = kernels(of: output)[0]
                    return tile(values, scale(values))
                }
                let about = table.inputs == 1 ? "" : "; \(tiles.count) of \(name(input))"
                return TileGrid(title: title + about, tiles: tiles)
            }
        }
        let shown = 0..<min(table.outputs, mostMaps)
        let rows = shown.map { output in
            let all = kernels(of: output)
            let scale = scale(all.joined())
            return zip(all, table.inputs(of: output)).prefix(mostInputs).map { tile($0, scale, name($1)) }
        }
        let each =
            table.inputsPerOutput == table.inputs
            ? "all \(table.inputs)" : "\(table.inputsPerOutput) of \(table.inputs)"
        var about = "; each row the kernels of a map, for \(each) inputs"
        if shown.count < table.outputs { about += "; the first \(shown.count) rows" }
        if mostInputs < table.inputsPerOutput { about += "; the first \(mostInputs) inputs" }
        return [TileGrid(title: title + about, heads: shown.map { "map \($0)" }, rows: rows)]
    }
}

extension InputShape {
    /// What people call the channels.
    var channelNames: [String] { colour == .yuv ? ["Y", "U", "V"] : ["luminance"] }
}

extension Extent {
    /// `9×9`.
    var crossed: String { "\(rows)×\(columns)" }
}
