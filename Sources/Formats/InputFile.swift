// A file that is read in pieces.

import Foundation

/// A regular file, open for reading until the value goes away.
struct InputFile: ~Copyable {
    let path: String
    /// Bytes when it was opened.
    let size: Int
    private let descriptor: Int32

    init(path: String) throws(FormatError) {
        // A pipe without a writer would keep us waiting if it were opened as a file is.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw FormatError(description: "\(path.inQuotes) cannot be opened: \(systemReason()).")
        }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FormatError(description: "\(path.inQuotes) is not a file.")
        }
        self.path = path
        size = Int(information.st_size)
    }

    deinit { close(descriptor) }

    /// A part of the file.
    ///
    /// - Precondition: the range lies within `size`.
    func bytes(_ range: Range<Int>) throws(FormatError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(range.lowerBound + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = count == 0 ? "it has become shorter" : systemReason()
                throw FormatError(description: "\(path.inQuotes) cannot be read: \(reason).")
            }
            done += count
        }
        return bytes
    }
}

/// What the system says about the call that failed last.
package func systemReason() -> String { String(cString: strerror(errno)) }
