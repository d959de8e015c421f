// What is drawn on a frame: where the daemon looks, what it thinks, and how old that is.

public import Imaging

/// What to draw on a frame.
public struct Annotation: Sendable, Hashable {
    /// The region that was judged.
    public var region: Region
    /// What is said in large letters: “cup”, “maybe cup or pen”.
    public var title: String
    /// What is said beside it in small ones: “87 %”.
    public var detail: String
    /// The colour of the category, or of having none.
    public var colour: Colour
    /// What stands in the corner: frames a second, age.
    public var footer: String
    /// Things that stand in the frame, and what is followed.
    public var boxes: [Box]

    /// A thing that stands in the frame.
    public struct Box: Sendable, Hashable {
        /// Where.
        public var region: Region
        /// What it is.
        public var name: String
        /// The colour of its category.
        public var colour: Colour

        /// A thing.
        public init(region: Region, name: String, colour: Colour) {
            (self.region, self.name, self.colour) = (region, name, colour)
        }
    }

    /// An annotation.
    public init(
        region: Region, title: String, detail: String, colour: Colour, footer: String, boxes: [Box] = []
    ) {
        self.region = region
        self.title = title
        self.detail = detail
        self.colour = colour
        self.footer = footer
        self.boxes = boxes
    }
}

/// Draws annotations on frames.
public enum Overlay {
    /// Draws on the picture itself. Costs about a millisecond at 640 × 480.
    public static func draw(_ annotation: Annotation, on picture: Picture) {
        Canvas.draw(on: picture) { canvas in
            let box = annotation.region.pixels(width: picture.width, height: picture.height)
            canvas.outline(
                x: Double(box.x), y: Double(box.y), width: Double(box.width), height: Double(box.height),
                annotation.colour)
            for box in annotation.boxes { draw(box, on: picture, canvas) }
            title(annotation, canvas)
            footer(annotation.footer, canvas)
        }
    }

    /// Outlines a thing; its name stands above it, or inside where there is no room.
    private static func draw(_ thing: Annotation.Box, on picture: Picture, _ canvas: Canvas) {
        let box = thing.region.pixels(width: picture.width, height: picture.height)
        let (x, y) = (Double(box.x), Double(box.y))
        canvas.outline(x: x, y: y, width: Double(box.width), height: Double(box.height), thing.colour)
        let size = max(11, canvas.height / 26)
        guard let text = canvas.text(thing.name, size: size, isBold: true, within: max(canvas.width - x - size, size))
        else { return }
        let height = text.height + 0.2 * size
        let top = y >= height ? y - height : y
        canvas.plate(x: x, y: top, width: text.width + size, height: height, .shade)
        canvas.plate(x: x, y: top, width: 0.25 * size, height: height, thing.colour, opacity: 1)
        canvas.draw(text, x: x + 0.5 * size, y: top + 0.1 * size)
    }

    private static func title(_ annotation: Annotation, _ canvas: Canvas) {
        guard !annotation.title.isEmpty else { return }
        let size = max(14, canvas.height / 17)
        let room = canvas.width - 4 * size
        guard let title = canvas.text(annotation.title, size: size, isBold: true, within: room * 0.72),
            let detail = canvas.text(annotation.detail, size: 0.68 * size, within: room * 0.28)
        else { return }
        let width = title.width + (detail.width > 0 ? detail.width + 0.6 * size : 0) + 1.5 * size
        let height = max(title.height, detail.height) + 0.4 * size
        let x = (canvas.width - width) / 2
        let y = canvas.height - height - 0.6 * size
        canvas.plate(x: x, y: y, width: width, height: height, .shade)
        canvas.plate(x: x, y: y, width: 0.4 * size, height: height, annotation.colour, opacity: 1)
        canvas.draw(title, x: x + 0.9 * size, y: y + (height - title.height) / 2)
        canvas.draw(detail, x: x + 1.5 * size + title.width, y: y + (height - detail.height) / 2)
    }

    private static func footer(_ string: String, _ canvas: Canvas) {
        let size = max(10, canvas.height / 36)
        guard let text = canvas.text(string, size: size, within: canvas.width / 2) else { return }
        let width = text.width + size
        canvas.plate(x: canvas.width - width - 6, y: 6, width: width, height: text.height + 4, .shade, opacity: 0.6)
        canvas.draw(text, x: canvas.width - width - 6 + size / 2, y: 8)
    }

    /// Whether every character of a text can be drawn with the fonts that are installed.
    public static func canDraw(_ string: String) -> Bool {
        var missing = 0
        Canvas.draw(on: Picture(width: 8, height: 8)) { canvas in
            missing = canvas.text(string, size: 12, within: 10_000)?.missingGlyphs ?? 1
        }
        return missing == 0
    }
}

/// The picture that is shown while there is none.
public enum Placeholder {
    /// Draws a calm picture that says what is missing and what happens next.
    public static func draw(title: String, reason: String, on picture: Picture) {
        Canvas.draw(on: picture) { canvas in
            canvas.fill(.shade)
            let size = max(14, canvas.height / 16)
            guard let head = canvas.text(title, size: size, isBold: true, within: canvas.width - 4 * size),
                let body = canvas.text(reason, size: 0.6 * size, within: canvas.width - 4 * size)
            else { return }
            let top = (canvas.height - head.height - body.height - 0.5 * size) / 2
            canvas.draw(head, x: 2 * size, y: top)
            let grey = Colour(red: 0.72, green: 0.75, blue: 0.8)
            canvas.draw(body, x: 2 * size, y: top + head.height + 0.5 * size, grey)
        }
    }
}
