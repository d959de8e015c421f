// What an extractor makes of a picture before the first filter.

/// Rows and columns, in pixels.
public struct Extent: Sendable, Hashable, Codable {
    /// Number of rows.
    public let rows: Int
    /// Number of columns.
    public let columns: Int

    /// An extent of `rows × columns`.
    public init(_ rows: Int, _ columns: Int) { (self.rows, self.columns) = (rows, columns) }

    /// A square.
    public init(_ side: Int) { self.init(side, side) }

    /// `9×9`.
    var text: String { "\(rows)×\(columns)" }
}

/// A square Gaussian window, `side` pixels wide, of standard deviation `deviation` pixels.
public struct GaussianWindow: Sendable, Hashable, Codable {
    /// Rows and columns, odd.
    public let side: Int
    /// Standard deviation in pixels.
    public let deviation: Double

    /// A window of `side` × `side` pixels; `Extractor` refuses one without a middle or a width.
    public init(side: Int, deviation: Double) {
        self.side = side
        self.deviation = deviation
    }

    /// The window of Jarrett et al. 2009: 9 × 9 pixels, standard deviation 1.591 (Kavukcuoglu's thesis, 2011).
    public static let jarrett = GaussianWindow(side: 9, deviation: 1.591)
}

/// The input of an extractor: which channels, how large, and how they are evened out.
public struct InputShape: Sendable, Hashable, Codable {
    /// Grey, or luminance and two colour differences.
    public enum Colour: String, Sendable, Codable {
        /// One channel: luminance.
        case grey
        /// Three channels: Y, U and V.
        case yuv
    }

    /// What happens to the luminance of the picture; colour differences stay as they are.
    public enum Preparation: String, Sendable, Codable {
        /// Nothing.
        case none
        /// Zero mean and unit deviation over the picture.
        case standard
        /// As `standard`, then local normalisation with c = 1, of which only pixels with a whole window inside the
        /// picture are kept (Jarrett et al. 2009, section 3).
        case contrast
        /// `y / (Σ w·y + 1)` with y in 0…255 (Hadsell et al., Learning Long-Range Vision for Autonomous Off-Road
        /// Driving, 2009, equation 9).
        case gain
    }

    /// The channels.
    public let colour: Colour
    /// The box that a picture is scaled to fit, and centred in.
    public let size: Extent
    /// What happens to the luminance.
    public let preparation: Preparation
    /// The window of `contrast` and `gain`.
    public let window: GaussianWindow

    /// An input.
    public init(colour: Colour = .grey, size: Extent, preparation: Preparation, window: GaussianWindow = .jarrett) {
        self.colour = colour
        self.size = size
        self.preparation = preparation
        self.window = window
    }

    /// Number of channels.
    public var channels: Int { colour == .grey ? 1 : 3 }

    /// Pixels that the preparation takes from each border.
    public var border: Int { preparation == .contrast ? window.side / 2 : 0 }

    /// Rows and columns that the first filters see, of a picture of `size`.
    func prepared(_ size: Extent) -> Extent { Extent(size.rows - 2 * border, size.columns - 2 * border) }

    /// The least number of pixels of a picture's sides.
    var shortestSide: Int { preparation == .contrast ? window.side : 1 }
}
