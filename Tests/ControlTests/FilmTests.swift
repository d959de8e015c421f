// The film over HTTP.

import Control
import Foundation
import Synchronization
import Testing

extension Socket {
    /// Begins to watch the film: what follows are messages.
    fileprivate func watchFilm() throws -> [String: String] {
        try request("GET", "/stream.h264")
        let (status, headers) = try head()
        guard status == 200 else { throw Trouble(description: "the film answers \(status)") }
        return headers
    }

    /// The next message.
    fileprivate func filmMessage() throws -> FilmParser {
        let length = try bytes(4).reduce(0) { $0 << 8 | Int($1) }
        return try FilmParser(Data(try bytes(length)))
    }
}

@Suite struct FilmTests {
    /// Opens the film and shows its first picture.
    private func viewer(_ house: House) async throws -> Socket {
        let viewer = try Socket(port: house.port)
        let headers = try await viewer.watchFilm()
        #expect(headers["content-type"] == "application/octet-stream")
        #expect(headers["cache-control"] == "no-store" && headers["x-accel-buffering"] == "no")
        #expect(await eventually { house.projector.isRunning })
        return viewer
    }

    @Test func `the first message is the configuration, then come pictures with what is said of them`() async throws {
        try await withHouse(.web()) { house in
            let viewer = try await viewer(house)
            house.gallery.film.publish(FilmPicture(1))
            house.gallery.film.publish(FilmPicture(2, isKey: true))
            house.gallery.film.publish(FilmPicture(3))
            let configuration = try await viewer.filmMessage()
            #expect(configuration.kind == 1)
            #expect(configuration.json == #"{"codec":"avc1.42c01e","height":480,"version":1,"width":640}"#)
            let key = try await viewer.filmMessage()
            #expect(key.kind == 2 && key.isKey && key.number == 1 && key.captured == 2_000_000)
            #expect(key.json == #"{"frame":2}"# && key.picture == Data(repeating: 2, count: 3000))
            let next = try await viewer.filmMessage()
            #expect(
                next.kind == 2 && !next.isKey && next.number == 2 && next.picture == Data(repeating: 3, count: 3000))
        }
    }

    @Test func `the film runs while somebody watches, and not for nobody`() async throws {
        try await withHouse(.web()) { house in
            #expect(!house.projector.isRunning && house.audience.counts(of: .h264).viewers == 0)
            let (first, second) = (try await viewer(house), try await viewer(house))
            #expect(await eventually { house.audience.counts(of: .h264).viewers == 2 })
            #expect(house.projector.state.withLock { $0.begun } == 1)
            await first.close()
            #expect(await eventually { house.audience.counts(of: .h264).viewers == 1 })
            #expect(house.projector.isRunning)
            await second.close()
            #expect(await eventually { house.audience.counts(of: .h264).viewers == 0 })
            // The first picture that nobody watches is the last.
            house.gallery.film.publish(FilmPicture(1, isKey: true))
            #expect(!house.projector.isRunning)
            let third = try await viewer(house)
            house.gallery.film.publish(FilmPicture(2))
            house.gallery.film.publish(FilmPicture(3, isKey: true))
            #expect(try await third.filmMessage().kind == 1)
            #expect(try await third.filmMessage().json == #"{"frame":3}"#, "nothing of the film before")
        }
    }

    @Test func `who comes late asks for a key frame`() async throws {
        try await withHouse(.web()) { house in
            let first = try await viewer(house)
            for number in 1...40 { house.gallery.film.publish(FilmPicture(number, isKey: number == 1)) }
            let late = try await viewer(house)
            #expect(await eventually { house.projector.state.withLock { $0.asked } > 0 })
            house.gallery.film.publish(FilmPicture(41, isKey: true))
            #expect(try await late.filmMessage().kind == 1)
            #expect(try await late.filmMessage().number == 41)
            await first.close()
        }
    }

    @Test func `a viewer that reads slowly skips to a key frame and never gets a picture out of turn`() async throws {
        try await withHouse(.web()) { house in
            let slow = try Socket(port: house.port, receiveBuffer: 4096)
            _ = try await slow.watchFilm()
            #expect(await eventually { house.projector.isRunning })
            let writer = Task {
                for number in 1...600 {
                    house.gallery.film.publish(FilmPicture(number, isKey: number % 50 == 1, size: 20_000))
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            var seen: UInt64 = 0
            while seen < 550 {
                let message = try await slow.filmMessage()
                if message.kind == 1 { continue }
                #expect(message.isKey || message.number == seen + 1)
                seen = message.number
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(house.audience.counts(of: .h264).skipped > 100)
            try await writer.value
        }
    }

    @Test func `while nothing new comes there is a sign of life`() async throws {
        try await withHouse(.web()) { house in
            let viewer = try await viewer(house)
            house.gallery.film.publish(FilmPicture(1, isKey: true))
            #expect(try await viewer.filmMessage().kind == 1)
            #expect(try await viewer.filmMessage().kind == 2)
            let sign = try await viewer.filmMessage()
            #expect(sign.kind == 3 && sign.picture.isEmpty)
        }
    }

    @Test func `without an encoder the answer says where the picture is`() async throws {
        try await withHouse(.web()) { house in
            house.projector.state.withLock { $0.whyNot = "no encoder; see /stream.mjpg" }
            let viewer = try Socket(port: house.port)
            try await viewer.request("GET", "/stream.h264")
            let answer = try await viewer.answer()
            #expect(answer.status == 503 && answer.text.contains("no encoder; see "))
        }
    }
}
