// The page below a path, through a proxy that a browser comes by.

import Foundation
import Testing

@Suite("The page behind a proxy", .serialized)
struct BasePathPageTests {
    /// nginx that shows a daemon below `/showtell/`, as its documents say that a WebSocket is passed on.
    private func proxy(before daemon: String, passingOn: Bool, _ folder: URL) throws -> (Program, port: Int) {
        let port = Int.random(in: 20_000..<32_000)
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \(folder.path)/\($0);"
        }
        let configuration = """
            user root; daemon off; master_process off; pid \(folder.path)/pid;
            events {}
            http {
                access_log off; \(temporary.joined(separator: " "))
                server {
                    listen 127.0.0.1:\(port);
                    location /showtell/ {
                        proxy_pass \(passingOn ? String(daemon.dropLast()) : daemon);
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection "upgrade";
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                        proxy_set_header X-Forwarded-Host $http_host;
                        proxy_set_header X-Forwarded-Proto $scheme;
                    }
                }
            }
            """
        let path = folder.appending(path: "nginx.conf").path
        try Data(configuration.utf8).write(to: URL(filePath: path))
        let words = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "nginx", "-e", "\(folder.path)/errors", "-c", path]
        return (try Program("/usr/bin/env", words, log: folder.appending(path: "nginx.log")), port)
    }

    /// - Parameter passingOn: whether the daemon must know the path, because the proxy leaves it on.
    @Test("It plays by every way, hears what is recognised, and looks on", arguments: [true, false])
    func plays(passingOn: Bool) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "proxy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = ["--trust-proxy", "127.0.0.1"] + (passingOn ? ["--base-path", "/showtell"] : [])
        try await withPage(source: "test:ball", options: options) { page, daemon in
            let (server, port) = try proxy(before: await daemon.address, passingOn: passingOn, folder)
            do {
                let isThere = try await eventually(within: .seconds(5)) {
                    try await page.open("http://127.0.0.1:\(port)/showtell/")
                    try await Task.sleep(for: .milliseconds(200))
                    return try await page.value(of: "!!document.querySelector('showtell-view')", as: Bool.self)
                }
                try #require(isThere, "\(server.output)")
                let view = View(page: page)
                for delivery in ["h264", "whep", "mjpeg"] {
                    try await view.set("delivery", to: delivery)
                    #expect(try await view.plays(delivery), "\(delivery)")
                }
                // Everything that the page has asked for was there.
                let asked = try await page.value(
                    of: """
                        performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
                        """, as: [String].self)
                #expect(asked.count > 10 && asked.allSatisfy { $0.hasPrefix("/showtell/") }, "\(asked)")
                let role = try await page.value(
                    of: """
                        new Promise((resolve, reject) => {
                            const socket = new WebSocket(new URL('control', location.href.replace('http', 'ws')));
                            socket.onmessage = ({ data }) => resolve(JSON.parse(data).params.role);
                            socket.onerror = () => reject(new Error('no control channel'));
                        })
                        """, as: String.self)
                #expect(role == "viewer", "who comes through a proxy looks on, at this machine too")
            } catch {
                Issue.record(error)
            }
            await server.stop()
        }
    }
}
