// Whether somebody listens at an address, before anything is made for them.

import Foundation

/// The other end of a line.
enum FarEnd {
    /// Tries to connect, for three seconds at the most. Waits: for a thread that may.
    ///
    /// - Throws: a sentence when nobody takes the call.
    static func call(_ host: String, _ port: Int) throws(PipelineError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &found)
        guard result == 0, let first = found else {
            throw PipelineError(description: "\(host) is not known here: \(String(cString: gai_strerror(result)))")
        }
        defer { freeaddrinfo(first) }
        var reason = "no answer within three seconds"
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let address = next {
            guard let problem = problem(calling: address.pointee) else { return }
            reason = problem
            next = address.pointee.ai_next
        }
        throw PipelineError(description: "nobody answers at \(host):\(port): \(reason)")
    }

    private static func problem(calling address: addrinfo) -> String? {
        let line = socket(
            address.ai_family,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard line >= 0 else { return String(cString: strerror(errno)) }
        defer { close(line) }
        if connect(line, address.ai_addr, address.ai_addrlen) == 0 { return nil }
        guard errno == EINPROGRESS else { return String(cString: strerror(errno)) }
        var wait = pollfd(fd: line, events: Int16(POLLOUT), revents: 0)
        guard poll(&wait, 1, 3000) > 0 else { return "no answer within three seconds" }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(line, SOL_SOCKET, SO_ERROR, &error, &size)
        return error == 0 ? nil : String(cString: strerror(error))
    }
}
