// The control channel with the real daemon behind it.

import Client
import Foundation
import Testing
import Wire

@Suite("The daemon over its socket", .serialized)
struct DaemonControlTests {
    @Test
    func `teach, be recognised, rename, undo, redo, forget: the main job`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let taught = try await daemon.call("teach", ["category": .string("ball"), "count": .integer(3)])
            #expect(taught["category"] == .string("ball"))
            #expect(taught["samples"]?.items.isEmpty == false)
            let shown = try await daemon.call("predict")
            #expect(shown["verdict"] == .string("known") && shown["category"] == .string("ball"))
            #expect((shown["confidence"]?.double ?? 1) < 1)
            #expect(shown["revision"] == taught["revision"])
            try await daemon.call("category.rename", ["category": .string("ball"), "to": .string("Kugel")])
            #expect(try await daemon.call("predict")["category"] == .string("Kugel"))
            let undone = try await daemon.call("undo", ["n": .integer(2)])
            #expect(undone["acts"]?.items.map { $0["kind"]?.text } == ["rename", "teach"])
            #expect(try await daemon.call("category.list")["categories"]?.items.isEmpty == true)
            try await daemon.call("redo", ["n": .integer(2)])
            #expect(try await daemon.call("predict")["category"] == .string("Kugel"))
            try await daemon.call("reset")
            #expect(try await daemon.call("state")["categories"]?.items.isEmpty == true)
            try await daemon.call("undo")
            #expect(try await daemon.call("state")["categories"]?.items.first?["name"] == .string("Kugel"))
        }
    }

    @Test
    func `a picture can be taught and judged, and what is no picture is refused`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let jpeg = try await daemon.fetch("snapshot.jpg")
            let image = JSON.string(jpeg.base64EncodedString())
            let taught = try await daemon.call("teach", ["category": .string("picture"), "image": image])
            #expect(taught["frame"] == .null && taught["total"] == .integer(1))
            let judged = try await daemon.call("predict", ["image": image])
            #expect(judged["category"] == .string("picture") && judged["verdict"] == .string("known"))
            #expect(judged["captured_ns"] == .null)
            for bad in ["", "????", Data("hello".utf8).base64EncodedString(), jpeg.prefix(99).base64EncodedString()] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await daemon.call("predict", ["image": .string(bad)])
                }
                #expect(refusal?.kind == "bad_image")
            }
        }
    }

    @Test
    func `errors have their kinds, and the connection lives on`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.client { client in
                let cases: [(String, [String: JSON], String)] = [
                    ("category.remove", ["category": .string("pen")], "unknown_category"),
                    ("teach", ["category": .string(" ")], "name_refused"),
                    ("reset", ["if_revision": .integer(77)], "stale_revision"),
                    ("teach.renew", ["lease": .integer(5)], "lease_expired"), ("undo", [:], "not_found"),
                    ("unsubscribe", ["subscription": .integer(9)], "not_found"),
                ]
                for (method, params, kind) in cases {
                    let refusal = #expect(throws: Refusal.self, "\(method)") { try client.call(method, params) }
                    #expect(refusal?.kind == kind)
                }
                for params: [String: JSON] in [
                    ["category": .integer(3)], ["category": .string("a"), "cuont": .integer(2)],
                ] {
                    let refusal = #expect(throws: Refusal.self) { try client.call("teach", params) }
                    #expect(refusal?.error["code"] == .integer(-32602))
                }
                let known = try client.call("category.list")
                #expect(known["categories"]?.items.isEmpty == true)
            }
        }
    }

    @Test
    func `without pictures, teaching and judging say so at once`() async throws {
        try await withDaemon(source: "file:/nowhere/film.mp4") { daemon in
            for method in ["teach", "teach.start", "predict", "teach.background"] {
                let params: [String: JSON] =
                    method.hasPrefix("teach") && !method.hasSuffix("background")
                    ? ["category": .string("a")] : [:]
                let refusal = await #expect(throws: Refusal.self) { try await daemon.call(method, params) }
                #expect(refusal?.kind == "no_camera")
                #expect(refusal?.error["data"]?["retry"] == .bool(true))
            }
            let refusal = await #expect(throws: Refusal.self) { try await daemon.call("reject") }
            #expect(refusal?.kind == "no_frame")
        }
    }

    @Test
    func `a change that is sent twice with one key counts once`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.client { client in
                for name in ["a", "b", "c"] { _ = try client.call("teach", ["category": .string(name)]) }
                let first = try client.call("undo", ["request_key": .string("k1")])
                let second = try client.call("undo", ["request_key": .string("k1")])
                #expect(first == second)
                #expect(try client.call("category.list")["categories"]?.items.count == 2)
            }
        }
    }

    @Test
    func `the reply to sync comes after the events of what was asked before`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            try await daemon.client { client in
                let topics = JSON.array([.string("taught"), .string("state"), .string("history"), .string("coach")])
                _ = try client.call("subscribe", ["topics": topics])
                _ = try client.call("teach", ["category": .string("ball")])
                _ = try client.call("sync")
                // All are there already: nothing more has to come for them to be read.
                var seen: Set<String> = []
                while seen.count < 4 { seen.insert(try client.nextEvent()["topic"]?.text ?? "") }
                #expect(seen == ["taught", "state", "history", "coach"])
            }
        }
    }

    @Test
    func `a held button teaches until its connection ends`() async throws {
        try await withDaemon(source: "test:ball") { daemon in
            try await daemon.live()
            let lease = try await daemon.client { client in
                let lease = try client.call("teach.start", ["category": .string("ball"), "lease_ms": .integer(60_000)])
                Thread.sleep(forTimeInterval: 0.5)
                _ = try client.call("teach.renew", ["lease": lease["lease"] ?? .null])
                return lease["lease"] ?? .null
            }
            try await Task.sleep(for: .milliseconds(300))
            let before = try await daemon.call("category.list")["revision"]
            try await Task.sleep(for: .milliseconds(500))
            #expect(try await daemon.call("category.list")["revision"] == before, "nobody holds it any more")
            let refusal = await #expect(throws: Refusal.self) { try await daemon.call("teach.stop", ["lease": lease]) }
            #expect(refusal?.kind == "lease_expired")
        }
    }
}
