// What a picture becomes on its way through a net, as pictures.

package import Features

extension Sheet {
    /// The most maps that are shown.
    private static let mostTiles = 1024

    /// What the last picture became: for 0 the prepared channels, for n the maps that stage n left.
    package init(mapsOf extractor: Extractor, after stage: Int, title: String) {
        self.title = title
        (notes, grids) = extractor.withMaps(after: stage) { values, size in
            let area = size.extent.rows * size.extent.columns
            let planes = (0..<min(size.maps, Self.mostTiles)).map { values[($0 * area)...].prefix(area) }
            let shown = planes.count < size.maps ? "; the first \(planes.count)" : ""
            let name = stage == 0 ? "Prepared" : "After stage \(stage)"
            // Channels are of different kinds; maps are compared with one another.
            let common = stage == 0 ? nil : GreyScale(of: values)
            let tiles = planes.enumerated().map { index, plane in
                let scale = common ?? GreyScale(of: plane)
                return Tile(
                    plane, rows: size.extent.rows, columns: size.extent.columns, scale: scale,
                    caption: common == nil ? "\(extractor.shape.input.channelNames[index]): \(scale.text)" : nil)
            }
            return (
                common.map { ["In all maps \($0.text)."] } ?? [],
                [TileGrid(title: "\(name): \(size.maps)×\(size.extent.crossed)\(shown)", tiles: tiles)]
            )
        }
    }
}
