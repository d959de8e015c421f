// The parts of <showtell-view> that need no daemon, run where they will run: in the browser.

import Foundation
import Testing

@Suite("The view's parts", .serialized)
struct ViewPartsTests {
    @Test("Messages and parts are the same wherever the network cuts them, and what announces too much is refused")
    func parsers() async throws {
        try await withPage(source: "test:ball") { page, _ in
            let problems = try await page.value(
                of: """
                    Promise.all([import('/view/film-messages.js'), import('/view/multipart.js')]).then(
                        ([{ FilmParser }, { MultipartParser, boundaryOf }]) => {
                        const problems = [];
                        const expect = (isSo, what) => isSo || problems.push(what);
                        const throws = (act) => { try { act(); return false; } catch (error) { return error.name; } };

                        const message = (kind, isKey, number, captured, json, size) => {
                            const text = new TextEncoder().encode(json);
                            const bytes = new Uint8Array(28 + text.length + size);
                            const view = new DataView(bytes.buffer);
                            view.setUint32(0, bytes.length - 4);
                            view.setUint8(4, kind);
                            view.setUint8(5, isKey ? 1 : 0);
                            view.setBigUint64(8, BigInt(number));
                            view.setBigUint64(16, BigInt(captured));
                            view.setUint32(24, text.length);
                            bytes.set(text, 28);
                            for (let i = 0; i < size; i += 1) bytes[28 + text.length + i] = (number + i) % 251;
                            return bytes;
                        };
                        const made = [message(1, false, 0, 0, '{"codec":"avc1.42c01e"}', 0)];
                        for (let n = 1; n < 40; n += 1) {
                            made.push(message(2, n % 10 === 1, n, 2 ** 40 + n, `{"frame":${n},"name":"كوب"}`, n * 977 % 70000));
                        }
                        made.push(message(3, false, 0, 0, '{}', 0), message(9, false, 7, 0, '{}', 5));
                        const whole = new Uint8Array(made.reduce((sum, { length }) => sum + length, 0));
                        made.reduce((at, bytes) => (whole.set(bytes, at), at + bytes.length), 0);
                        const cut = (bytes, largest) => {
                            const pieces = [];
                            for (let at = 0; at < bytes.length; ) {
                                const size = 1 + Math.floor(Math.random() * largest);
                                pieces.push(bytes.subarray(at, at += size));
                            }
                            return pieces;
                        };
                        for (const largest of [1, 3, 50, 5000, 200000, 1e9]) {
                            const parser = new FilmParser();
                            const seen = cut(largest === 1 ? whole.subarray(0, 100000) : whole, largest)
                                .flatMap((piece) => parser.push(piece));
                            if (largest > 1) expect(seen.length === made.length, `${seen.length} messages by ${largest}`);
                            expect(seen[0].json.codec === 'avc1.42c01e', 'configuration');
                            for (const { kind, isKey, number, capturedNs, json, data } of seen.filter((m) => m.kind === 2)) {
                                expect(isKey === (number % 10 === 1) && capturedNs === 2 ** 40 + number, 'head');
                                expect(json.frame === number && json.name === 'كوب', 'note');
                                expect(data.length === number * 977 % 70000, 'length');
                                expect(data.every((byte, i) => byte === (number + i) % 251), 'bytes');
                            }
                        }
                        const hostile = (...words) => {
                            const bytes = new Uint8Array(4 * words.length);
                            words.forEach((word, i) => new DataView(bytes.buffer).setUint32(4 * i, word));
                            return bytes;
                        };
                        for (const length of [0, 23, 16 * 1024 * 1024 + 1, 0xffffffff]) {
                            const parser = new FilmParser();
                            expect(throws(() => parser.push(hostile(length))) === 'RangeError', `length ${length}`);
                            expect(throws(() => parser.push(made[0])) === 'RangeError', 'nothing after an error');
                        }
                        expect(new FilmParser().push(hostile(16 * 1024 * 1024)).length === 0, 'the largest is waited for');
                        expect(throws(() => new FilmParser().push(hostile(24, 0x02000000, 0, 0, 0, 0, 1))) === 'RangeError', 'JSON');
                        expect(throws(() => new FilmParser().push(message(2, true, 1, 1, '{"a', 9))) === 'SyntaxError', 'bad JSON');

                        expect(boundaryOf('multipart/x-mixed-replace; boundary=abc') === 'abc', 'boundary');
                        expect(boundaryOf('text/html') === null, 'no boundary');
                        const text = (string) => new TextEncoder().encode(string);
                        for (const isSaid of [true, false]) {
                            const parts = [0, 1, 2, 3].map((n) => {
                                const body = Array.from({ length: n * 1000 }, (_, i) => (i * 7 + n) % 256);
                                const length = isSaid ? `Content-Length: ${body.length}\\r\\n` : '';
                                return [...text(`Content-Type: image/jpeg\\r\\n${length}X-Frame: ${n}\\r\\n\\r\\n`), ...body,
                                    ...text('\\r\\n--abc\\r\\n')];
                            });
                            const bytes = new Uint8Array([...text('--abc\\r\\n'), ...parts.flat()]);
                            for (const largest of [1, 7, 900, 1e6]) {
                                const parser = new MultipartParser('abc');
                                const seen = cut(bytes, largest).flatMap((piece) => parser.push(piece));
                                const sizes = seen.map(({ headers, body }) => `${headers.get('x-frame')}:${body.length}`);
                                expect(sizes.join() === '0:0,1:1000,2:2000,3:3000', `parts ${isSaid} ${largest} ${sizes}`);
                                expect(seen.every(({ body }, n) => body.every((b, i) => b === (i * 7 + n) % 256)), 'body');
                            }
                        }
                        const parser = (head) => new MultipartParser('abc').push(text(`--abc\\r\\n${head}\\r\\n\\r\\n`));
                        expect(throws(() => parser('Content-Length: 99999999')) === 'RangeError', 'too large a part');
                        expect(throws(() => parser('Content-Length: -1')) === 'RangeError', 'a negative part');
                        expect(throws(() => new MultipartParser('abc').push(new Uint8Array(20000))) === 'RangeError', 'no head');
                        return problems;
                    })
                    """, as: [String].self)
            #expect(problems == [])
        }
    }

    @Test("The words are the daemon's, never 100 %; a name keeps its direction; a late verdict is told by its age")
    func words() async throws {
        try await withPage(source: "test:ball") { page, _ in
            let said = try await page.value(
                of: """
                    Promise.all([import('/view/words.js'), import('/view/notes.js')]).then(
                        ([{ title, detail, footer, color, box, spoken }, { NoteBook, ticksOf }]) => {
                        const note = (said, more = {}) => ({ frame: 1, taught: true, boxes: [], fps: 29.6, ...more,
                            said: said && { category: null, color: null, confidence: 0.5, late_ms: 0, ...said } });
                        const cup = note({ verdict: 'known', category: 'cup', color: '#e69f00', confidence: 0.9999 });
                        const doubt = note({ verdict: 'unsure', category: 'cup', color: '#e69f00', candidates: ['cup', 'pen'] });
                        const late = note({ verdict: 'unknown', late_ms: 210.4 });
                        const none = note({ verdict: 'unknown' }, { taught: false });
                        const book = new NoteBook();
                        const second = 1e9;
                        book.add(50_000 * second, note({ verdict: 'known', category: 'old' }));
                        book.add(50_000 * second + 33e6, note({ verdict: 'known', category: 'new' }));
                        const at = (ns) => book.find(ticksOf(50_000 * second + ns))?.note.said;
                        return [
                            title(cup), detail(cup), color(cup), spoken(cup), title(doubt), detail(doubt), color(doubt),
                            spoken(doubt), title(late), footer(late), color(late), title(none), footer(none),
                            title(note({ verdict: 'empty' })), spoken(note({ verdict: 'empty' })),
                            spoken({ frame: null, message: 'the camera is gone', boxes: [] }),
                            JSON.stringify(box({ kind: 'followed', category: 'cup', color: null, sure: true })),
                            JSON.stringify(box({ kind: 'object', category: 'cup', color: '#e69f00', sure: false })),
                            String(ticksOf(50_000 * second)), at(0).category, String(at(0).late_ms), at(33e6).category,
                            String(Math.round(at(133e6).late_ms)), String(at(-33e6)), String(at(5e9)),
                        ].map((text) => text.replaceAll('\\u2068', '<').replaceAll('\\u2069', '>'));
                    })
                    """, as: [String].self)
            #expect(
                said == [
                    "<cup>", "99 %", "#e69f00", "cup", "maybe <cup> or <pen>", "", "#e69f00", "maybe cup or pen",
                    "I have not been taught this", "30 frames/s · verdict 210 ms old", "#9ea8b8",
                    "Show something and name it", "30 frames/s", "", "nothing there", "No picture: the camera is gone",
                    ##"{"name":"following <cup>","color":"#ffffff"}"##, ##"{"name":"maybe <cup>","color":"#e69f00"}"##,
                    // 50,000 s are 4.5e9 ticks of a clock that begins anew after 2^32.
                    "205032704", "old", "0", "new", "100", "undefined", "undefined",
                ])
        }
    }

    @Test(
        "Labels are drawn where they belong; late ones are fainter, and a picture that stands in for a frame has none")
    func labels() async throws {
        try await withPage(source: "test:ball") { page, _ in
            let pixels = try await page.value(
                of: """
                    import('/view/labels.js').then(({ drawLabels }) => {
                        const draw = (more, said = {}) => {
                            const context = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
                                .getContext('2d', { willReadFrequently: true });
                            drawLabels(context, {
                                frame: 1, taught: true, fps: 30, boxes: [],
                                region: { x: 0.25, y: 0.25, width: 0.5, height: 0.5 }, ...more,
                                said: { verdict: 'known', category: 'cup', color: '#e69f00', confidence: 0.9, late_ms: 0, ...said },
                            }, 640, 480);
                            return context;
                        };
                        const at = (context, x, y) => [...context.getImageData(x, y, 1, 1).data].join();
                        const drawn = draw({});
                        const late = draw({}, { late_ms: 151 });
                        const boxed = draw({ boxes: [{ kind: 'object', category: 'pen', color: '#0072b2', sure: true,
                            region: { x: 0.5, y: 0.5, width: 0.1, height: 0.2 } }] });
                        const none = draw({ frame: null, message: 'no camera' });
                        const all = none.getImageData(0, 0, 640, 480).data;
                        return [at(drawn, 161, 240), at(drawn, 320, 240), String(drawn.getImageData(320, 450, 1, 1).data[3] > 150),
                            String(late.getImageData(161, 240, 1, 1).data[3] < 200), at(boxed, 321, 300),
                            String(all.every((value) => value === 0))];
                    })
                    """, as: [String].self)
            #expect(pixels == ["230,159,0,255", "0,0,0,0", "true", "true", "0,114,178,255", "true"])
        }
    }

    @Test("A screen reader hears once what is seen, and nothing twice") func spoken() async throws {
        try await withPage(source: "test:ball") { page, _ in
            let view = View(page: page)
            try #require(await view.plays("h264"))
            let tree = "const root = document.querySelector('showtell-view').shadowRoot;"
            let label = "(() => { \(tree) return root.querySelector('[role=img]').ariaLabel; })()"
            let line = "(() => { \(tree) return root.querySelector('[role=status]').textContent; })()"
            #expect(
                try await eventually(within: .seconds(5)) {
                    try await page.value(of: label, as: String.self) == "Live picture: Show something and name it"
                })
            #expect(try await page.value(of: line, as: String.self) == "", "the page speaks itself")
            _ = try await page.value(
                of: "document.querySelector('showtell-view').removeAttribute('silent') ?? true", as: Bool.self)
            for delivery in ["h264", "mjpeg"] {
                try await view.set("delivery", to: delivery)
                #expect(
                    try await eventually(within: .seconds(5)) {
                        try await page.value(of: line, as: String.self) == "Show something and name it"
                    }, "by \(delivery)")
            }
            #expect(
                try await page.value(
                    of:
                        "(() => { \(tree) return root.querySelectorAll('[part~=picture]:not([aria-hidden=true])').length; })()",
                    as: Int.self) == 0)
        }
    }
}
