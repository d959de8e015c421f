// Drawing on a picture: shapes and text in every script.

import CPango
package import Imaging

/// A colour, each part 0…1.
public struct Colour: Sendable, Hashable {
    /// Red.
    public let red: Double
    /// Green.
    public let green: Double
    /// Blue.
    public let blue: Double

    /// A colour of three parts in 0…1.
    public init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#rrggbb`.
    public init?(hexadecimal text: String) {
        guard text.count == 7, text.hasPrefix("#"), let value = UInt32(text.dropFirst(), radix: 16) else { return nil }
        self.init(
            red: Double(value >> 16 & 255) / 255, green: Double(value >> 8 & 255) / 255, blue: Double(value & 255) / 255
        )
    }

    package static let white = Colour(red: 1, green: 1, blue: 1)
    package static let shade = Colour(red: 0.06, green: 0.07, blue: 0.09)
}

/// Draws on a picture with Cairo and Pango for as long as it is lent.
package struct Canvas {
    private let context: OpaquePointer
    let width: Double
    let height: Double

    /// Lends a canvas over the picture's own memory.
    package static func draw(on picture: Picture, _ body: (Canvas) -> Void) {
        picture.withBytes { bytes in
            let surface = cairo_image_surface_create_for_data(
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), CAIRO_FORMAT_RGB24, Int32(picture.width),
                Int32(picture.height), Int32(picture.stride))
            defer { cairo_surface_destroy(surface) }
            guard let context = cairo_create(surface) else { return }
            defer { cairo_destroy(context) }
            body(Canvas(context: context, width: Double(picture.width), height: Double(picture.height)))
            cairo_surface_flush(surface)
        }
    }

    private func use(_ colour: Colour, opacity: Double = 1) {
        cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity)
    }

    /// Fills the whole picture.
    package func fill(_ colour: Colour) {
        use(colour)
        cairo_paint(context)
    }

    /// Outlines a rectangle, dark beneath so that it is seen on any ground.
    func outline(x: Double, y: Double, width: Double, height: Double, _ colour: Colour) {
        for (thickness, colour, opacity) in [(5.0, Colour.shade, 0.45), (2.5, colour, 1.0)] {
            use(colour, opacity: opacity)
            cairo_set_line_width(context, thickness)
            cairo_rectangle(context, x + 1.5, y + 1.5, width - 3, height - 3)
            cairo_stroke(context)
        }
    }

    /// Fills a rectangle with rounded corners.
    func plate(x: Double, y: Double, width: Double, height: Double, _ colour: Colour, opacity: Double = 0.78) {
        let radius = min(8, height / 2)
        use(colour, opacity: opacity)
        cairo_new_sub_path(context)
        cairo_arc(context, x + width - radius, y + radius, radius, -.pi / 2, 0)
        cairo_arc(context, x + width - radius, y + height - radius, radius, 0, .pi / 2)
        cairo_arc(context, x + radius, y + height - radius, radius, .pi / 2, .pi)
        cairo_arc(context, x + radius, y + radius, radius, .pi, 3 * .pi / 2)
        cairo_close_path(context)
        cairo_fill(context)
    }

    /// A line of text, or a few: laid out once, measured, then drawn.
    package func text(_ string: String, size: Double, isBold: Bool = false, within width: Double) -> Text? {
        Text(string, size: size, isBold: isBold, width: width, context: context)
    }

    /// Draws text with its upper left corner at a place.
    package func draw(_ text: Text, x: Double, y: Double, _ colour: Colour = .white) {
        use(colour)
        cairo_move_to(context, x, y)
        pango_cairo_show_layout(context, text.layout)
    }
}

/// Text laid out for one canvas.
package final class Text {
    fileprivate let layout: OpaquePointer
    /// Pixels.
    package let width: Double
    /// Pixels.
    package let height: Double

    fileprivate init?(_ string: String, size: Double, isBold: Bool, width limit: Double, context: OpaquePointer) {
        guard let layout = pango_cairo_create_layout(context) else { return nil }
        self.layout = layout
        let font = pango_font_description_new()
        pango_font_description_set_family_static(font, "Noto Sans, sans-serif")
        pango_font_description_set_weight(font, isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_font_description_set_absolute_size(font, size * Double(PANGO_SCALE))
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        pango_layout_set_text(layout, string, -1)
        pango_layout_set_width(layout, Int32(limit * Double(PANGO_SCALE)))
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
        pango_layout_set_height(layout, -4)
        var ink = PangoRectangle()
        var logical = PangoRectangle()
        pango_layout_get_pixel_extents(layout, &ink, &logical)
        width = Double(logical.x + logical.width)
        height = Double(logical.height)
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// Characters that no installed font can draw.
    var missingGlyphs: Int { Int(pango_layout_get_unknown_glyphs_count(layout)) }
}
