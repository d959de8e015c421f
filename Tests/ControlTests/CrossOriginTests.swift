// Pages of other servers: who may show the picture, and that they may do nothing else.

import Testing

@Suite struct CrossOriginTests {
    private let museum = "https://museum.example"

    @Test("A named origin may read what is to be seen; another may not, and both are told apart by caches")
    func origins() async throws {
        try await withHouse(.web(), origins: [museum]) { [museum] house in
            let client = try Socket(port: house.port)
            house.broadcast.publish([0xFF, 0xD8, 1, 2], frame: 1)
            try await client.request("GET", "/snapshot.jpg", ["Origin": museum])
            let mine = try await client.answer()
            #expect(mine.status == 200)
            #expect(mine.headers["access-control-allow-origin"] == museum)
            #expect(mine.headers["access-control-expose-headers"] == "Location")
            #expect(mine.headers["vary"] == "Origin")
            for stranger in ["https://museum.example.evil", "http://museum.example", "null"] {
                try await client.request("GET", "/snapshot.jpg", ["Origin": stranger])
                let theirs = try await client.answer()
                #expect(theirs.headers["access-control-allow-origin"] == nil)
                #expect(theirs.headers["vary"] == "Origin")
            }
            try await client.request("GET", "/", ["Origin": museum])
            #expect(try await client.answer().headers["access-control-allow-origin"] == nil, "the page teaches")
        }
    }

    @Test("The reason of a refusal can be read too, and what is asked before a POST is answered")
    func refusalAndPreflight() async throws {
        try await withHouse(.web(), origins: [museum]) { [museum] house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/snapshot.jpg", ["Origin": museum])
            let early = try await client.answer()
            #expect(early.status == 503)
            #expect(early.headers["access-control-allow-origin"] == museum)
            try await client.request("OPTIONS", "/whep", ["Origin": museum])
            let asked = try await client.answer()
            #expect(asked.status == 204)
            #expect(asked.headers["access-control-allow-methods"]?.contains("DELETE") == true)
            #expect(asked.headers["access-control-allow-headers"] == "Content-Type")
            try await client.request("OPTIONS", "/sessions/a.showtell", ["Origin": museum])
            #expect(try await client.answer().headers["access-control-allow-origin"] == nil)
        }
    }

    @Test("Without a word from the operator nobody is let in; with a star everybody")
    func noneAndAll() async throws {
        try await withHouse(.web()) { [museum] house in
            let client = try Socket(port: house.port)
            try await client.request("OPTIONS", "/stream.h264", ["Origin": museum])
            let answer = try await client.answer()
            #expect(answer.headers["access-control-allow-origin"] == nil)
        }
        try await withHouse(.web(), origins: ["*"]) { [museum] house in
            let client = try Socket(port: house.port)
            try await client.request("OPTIONS", "/stream.h264", ["Origin": museum])
            #expect(try await client.answer().headers["access-control-allow-origin"] == museum)
        }
    }
}
