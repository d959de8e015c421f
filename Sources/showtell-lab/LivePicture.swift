// Filters as they form, in a picture that a browser page shows.

import Features
import Foundation
import Lab
import Workbench

/// A PNG file that is drawn again and again, and beside it a page that reloads it.
final class LivePicture {
    /// Between two drawings.
    private static let pause = Duration.seconds(2)

    private let path: String
    private var last: ContinuousClock.Instant?

    /// Writes the page; the picture follows.
    ///
    /// - Throws: `LabError.notWritten`
    init(path: String) throws(LabError) {
        self.path = path
        do {
            try Data(Self.page(of: URL(fileURLWithPath: path).lastPathComponent).utf8)
                .write(to: URL(fileURLWithPath: Self.page(beside: path)), options: .atomic)
        } catch {
            throw .notWritten(reason: "“\(Self.page(beside: path))” cannot be written.")
        }
    }

    /// The page of a picture.
    static func page(beside path: String) -> String { "\(path.dropLast(".png".count)).html" }

    /// Draws a bank, if there was time enough since the last.
    func show(_ bank: () -> FilterBank?) {
        guard last.map({ ContinuousClock.now - $0 >= Self.pause }) ?? true, let bank = bank() else { return }
        // Who only looks on does not stop what is looked at: a drawing that cannot be written is left out.
        try? Sheet(filtersOf: bank).write(to: path)
        last = .now
    }

    /// Draws what it has become.
    ///
    /// - Throws: `LabError.notWritten`
    func end(_ bank: FilterBank) throws(LabError) {
        do throws(WorkbenchError) {
            try Sheet(filtersOf: bank).write(to: path)
        } catch {
            throw .notWritten(reason: error.description)
        }
    }

    /// A page that asks for nothing but the picture. Dark is below 0 in it, on a dark page too.
    private static func page(of picture: String) -> String {
        let name = picture.addingPercentEncoding(
            withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._")))
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Filters as they form</title>
            <style>
            :root { color-scheme: light dark }
            body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: Canvas }
            img { max-width: 100%; height: auto }
            </style>
            <img alt="The filters, drawn again every two seconds" src="\(name ?? picture)">
            <script>
            const shown = document.querySelector("img"), source = shown.getAttribute("src");
            setInterval(() => {
              const next = new Image();
              next.onload = () => { shown.src = next.src };
              next.src = source + "?" + Date.now();
            }, 2000);
            </script>
            </html>

            """
    }
}
