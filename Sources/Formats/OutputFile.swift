// A file that appears when it is whole.

import Foundation

/// A file under another name until it is finished; it goes away if it never is.
///
/// What is no file, a device or a pipe, cannot be replaced and is written as it is.
package struct OutputFile: ~Copyable {
    /// Small pieces are gathered: bytes.
    private static let bufferSize = 1 << 16

    private let path: String
    /// What it is to be called: the path, or what that links to.
    private let target: String
    /// Where the bytes go until all are there; nil for what cannot be replaced.
    private let temporary: String?
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isFinished = false

    /// Begins a file.
    ///
    /// - Throws: `FormatError` when nothing can be written there.
    package init(path: String) throws(FormatError) {
        var information = stat()
        let exists = stat(path.isEmpty ? "." : path, &information) == 0
        if exists, information.st_mode & S_IFMT == S_IFDIR {
            throw FormatError(description: "\(path.inQuotes) cannot be written: it is a folder.")
        }
        let isReplaced = !exists || information.st_mode & S_IFMT == S_IFREG
        // A link stays a link: what it points to is replaced.
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let partial = target.deletingLastPathComponent().appendingPathComponent(".\(UUID()).partial").path
        let descriptor =
            isReplaced
            ? open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) : open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        self.path = path
        self.target = target.path
        self.descriptor = descriptor
        temporary = isReplaced ? partial : nil
    }

    deinit {
        close(descriptor)
        if !isFinished, let temporary { unlink(temporary) }
    }

    /// Writes all of a file.
    ///
    /// - Throws: `FormatError` when the disk is full or fails; what was there is then as it was.
    package static func write(_ bytes: RawSpan, to path: String) throws(FormatError) {
        var file = try OutputFile(path: path)
        try file.write(bytes)
        try file.finish()
    }

    /// Whether what was written first can still be replaced: not in a pipe.
    var isCorrectable: Bool { lseek(descriptor, 0, SEEK_CUR) >= 0 }

    /// Appends bytes.
    ///
    /// - Throws: `FormatError` when the disk is full or fails.
    package mutating func write(_ bytes: RawSpan) throws(FormatError) {
        if buffer.count + bytes.byteCount > Self.bufferSize { try flush() }
        if bytes.byteCount > Self.bufferSize { return try writeThrough(bytes) }
        bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
    }

    /// Replaces what was written first.
    mutating func overwriteBeginning(_ bytes: [UInt8]) throws(FormatError) {
        try flush()
        guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else { throw Self.failure(path) }
    }

    /// Gives the file its name, when the disk has all of it.
    ///
    /// - Throws: `FormatError` when the disk is full or fails.
    package consuming func finish() throws(FormatError) {
        try flush()
        guard let temporary else { return }
        guard fsync(descriptor) == 0, rename(temporary, target) == 0 else { throw Self.failure(path) }
        isFinished = true
    }

    private mutating func flush() throws(FormatError) {
        try writeThrough(buffer.span.bytes)
        buffer.removeAll(keepingCapacity: true)
    }

    private func writeThrough(_ bytes: RawSpan) throws(FormatError) {
        var done = 0
        while done < bytes.byteCount {
            let rest = bytes.extracting(droppingFirst: done)
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            done += count
        }
    }

    private static func failure(_ path: String) -> FormatError {
        FormatError(description: "\(path.inQuotes) cannot be written: \(systemReason()).")
    }
}
