// Small planes of numbers as greys.

/// A plane of values shown in greys.
struct Tile {
    /// Number of rows.
    let rows: Int
    /// Number of columns.
    let columns: Int
    /// `rows × columns` values, 0 for black and 255 for white.
    let greys: [UInt8]
    /// What is said beneath it.
    let caption: String?

    /// A plane of values as greys of `scale`.
    init(_ values: some Collection<Float>, rows: Int, columns: Int, scale: GreyScale, caption: String? = nil) {
        self.rows = rows
        self.columns = columns
        self.caption = caption
        greys = values.map(scale.grey)
    }
}

/// Which value is black and which is white.
struct GreyScale {
    private let black: Float
    private let white: Float

    /// The range of values: from 0 to the largest when none is negative, else with 0 in the middle.
    init(of values: some Sequence<Float>) {
        let (least, most) = values.reduce((Float(0), Float(0))) { (min($0.0, $1), max($0.1, $1)) }
        self.init(least < 0 ? max(most, -least) : most, isSigned: least < 0)
    }

    /// A range from 0, or with 0 in the middle, that reaches to `most`.
    init(_ most: Float, isSigned: Bool) {
        (black, white) = (isSigned ? -most : 0, most)
    }

    /// `black is -1.5, white 1.5`.
    var text: String { "black is \(isSigned ? black.rounded(places: 3) : "0"), white \(white.rounded(places: 3))" }

    private var isSigned: Bool { black < 0 }

    /// The grey of a value; 0 of a range without extent is where 0 of others is.
    func grey(_ value: Float) -> UInt8 {
        let share = white > 0 ? (value - black) / (white - black) : 0.5
        return UInt8((min(max(share, 0), 1) * 255).rounded())
    }
}
