// Several objects at once, on the page.

import Foundation
import Testing

@Suite("Several objects on the page", .serialized)
struct ObjectsPageTests {
    @Test("A switch in the drawer brings the list of what stands there, with a map beside it; it survives a reload")
    func list() async throws {
        try await withPage(source: "test:ball") { page, _ in
            try #require(await eventually(within: .seconds(10)) { try await page.text("#connection") == "Connected" })
            #expect(try await page.text("#objects") == "", "there is no list before somebody asks for it")
            try await page.click("#settings summary")
            try await page.click("#objects-on")
            #expect(
                try await eventually(within: .seconds(10)) {
                    try await page.text("#objects").contains("Nothing it knows.")
                })
            #expect(
                try await eventually(within: .seconds(10)) {
                    try await page.value(of: "document.getElementById('objects-map').width", as: Int.self) > 1
                })
            #expect(
                try await eventually(within: .seconds(10)) {
                    try await page.value(of: "document.getElementById('objects-spoken').textContent", as: String.self)
                        == "nothing I know"
                })
            try await page.reload()
            #expect(
                try await eventually(within: .seconds(10)) {
                    try await page.value(of: "document.getElementById('objects-on')?.checked ?? false", as: Bool.self)
                })
            try await page.click("#settings summary")
            try await page.click("#objects-on")
            #expect(try await eventually(within: .seconds(5)) { try await page.text("#objects") == "" })
            #expect(try page.complaints() == [])
        }
    }

    @Test("The list says what stands on which side, in words that a screen reader speaks; names keep their direction")
    func words() async throws {
        try await withPage(source: "test:ball") { page, _ in
            try #require(await eventually(within: .seconds(10)) { try await page.text("#connection") == "Connected" })
            let said = try await page.value(
                of: """
                    import('/objects.js').then(({ Objects }) => {
                        const list = new Objects(() => true, () => '#e69f00');
                        list.showSwitch({ enabled: true });
                        const region = (x) => ({ x, y: 0.3, width: 0.2, height: 0.4 });
                        list.show({
                            objects: [
                                { category: 'mug', verdict: 'known', confidence: 0.874, region: region(0.1) },
                                { category: 'duck', verdict: 'unsure', confidence: 0.5, region: region(0.7) },
                            ],
                            map: { rows: 1, columns: 3, categories: ['mug', 'duck'], cells: [0, -1, -2] },
                        });
                        const pen = document.getElementById('objects-map').getContext('2d');
                        const { data } = pen.getImageData(0, 0, 3, 1);
                        return [...document.querySelectorAll('#objects-list li')].map((item) => item.innerText.trim())
                            .concat([[data[0], data[1], data[2], data[3], data[11]].join()]);
                    })
                    """, as: [String].self)
            #expect(said == ["mug on the left, 87 % sure", "maybe duck on the right", "230,159,0,255,0"])
            #expect(
                try await eventually(within: .seconds(3)) {
                    try await page.value(of: "document.getElementById('objects-spoken').textContent", as: String.self)
                        == "mug on the left, maybe duck on the right"
                })
            for scheme in ["light", "dark"] {
                try await page.show(width: 1280, height: 800, scheme: scheme)
                let contrast = try await page.value(
                    of: "getComputedStyle(document.querySelector('#objects')).color", as: String.self)
                #expect(contrast == (scheme == "dark" ? "rgb(236, 236, 234)" : "rgb(26, 28, 31)"))
            }
        }
    }
}
