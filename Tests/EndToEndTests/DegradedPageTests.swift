// Everybody gets less than there is: the page says so.

import Foundation
import Testing

@Suite("Degraded, on the page", .serialized)
struct DegradedPageTests {
    @Test("While viewers get fewer pictures than there are, a line says why; the picture stays")
    func line() async throws {
        try await withPage(options: ["--max-mbit", "0.1"]) { page, _ in
            let isSaid = try await eventually(within: .seconds(20)) {
                try await page.text("#degraded").contains("viewers together may take 0.1 Mbit/s.")
            }
            #expect(isSaid)
            #expect(try await page.text("#degraded").hasPrefix("Pictures go out at "))
            #expect(try await !page.pixels().isEmpty)
            #expect(try await page.text("#toast") == "")
            #expect(try page.complaints() == [])
        }
    }
}
