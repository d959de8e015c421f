// Thumbnails and session files over HTTP.

import Control
import Foundation
import Testing

@Suite struct StoreRouteTests {
    @Test("A thumbnail is a picture that a browser need not ask for again") func thumbnail() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/thumbnails/7.jpg")
            let answer = try await client.answer()
            #expect(answer.status == 200 && answer.body == [0xFF, 0xD8, 7])
            #expect(answer.headers["content-type"] == "image/jpeg")
            #expect(answer.headers["cache-control"] == "public, max-age=31536000, immutable")
            try await client.request("GET", "/thumbnails/7.jpg?session")
            #expect(try await client.answer().status == 200)
        }
    }

    @Test(
        "What is no thumbnail is 404",
        arguments: [
            "8.jpg", "7", "7.png", "x.jpg", ".jpg", "7.jpg/x", "-7.jpg", "99999999999999999999.jpg", "%2e.jpg", "",
        ])
    func noThumbnail(name: String) async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/thumbnails/\(name)")
            let status = try await client.answer().status
            #expect(status == 404 || status == 400)
        }
    }

    @Test("A session's file is for operators, by its name") func session() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/sessions/here.showtell")
            let answer = try await client.answer()
            #expect(answer.status == 200 && answer.text.hasPrefix("// What stands behind the doors in these tests"))
            #expect(answer.headers["cache-control"] == "no-store")
            try await client.request("GET", "/sessions/there.showtell")
            #expect(try await client.answer().status == 404)
            try await client.request("GET", "/sessions/here")
            #expect(try await client.answer().status == 404)
        }
    }

    @Test("Who comes under a foreign name only looks on") func viewer() async throws {
        try await withHouse(.web(WebAddress(host: "0.0.0.0", port: 0))) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/sessions/here.showtell", ["Host": "booth.example"])
            #expect(try await client.answer().status == 403)
            try await client.request("GET", "/thumbnails/7.jpg", ["Host": "booth.example"])
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("A session's file is taken in from operators, and the answer says why not") func upload() async throws {
        try await withHouse(.web()) { house in
            func put(_ name: String, _ text: String, _ headers: [String: String] = [:]) async throws -> Answer {
                let client = try Socket(port: house.port)
                let length = ["Content-Length": "\(text.utf8.count)"].merging(headers) { $1 }
                try await client.request("PUT", "/sessions/\(name).showtell", length)
                try await client.send(text)
                return try await client.answer()
            }
            #expect(try await put("mon%20day", "good").status == 201)
            #expect(house.desk.files == ["mon day: good"])
            let bad = try await put("monday", "bad", ["Origin": "http://127.0.0.1"])
            #expect(bad.status == 422 && bad.text.contains("it is bad"))
            #expect(try await put("here", "good").status == 409)
            #expect(try await put("x", "good", ["Origin": "http://evil.example"]).status == 403)
            #expect(try await put("x", "good", ["Origin": "null"]).status == 403)
            #expect(house.desk.files.count == 3)
        }
        try await withHouse(.web(WebAddress(host: "0.0.0.0", port: 0))) { house in
            let client = try Socket(port: house.port)
            try await client.request("PUT", "/sessions/x.showtell", ["Host": "booth.example", "Content-Length": "0"])
            #expect(try await client.answer().status == 403)
            #expect(house.desk.files.isEmpty)
        }
    }
}
