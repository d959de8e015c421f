// The files that come with the programs.

import Foundation

/// Where the files are that come with the programs.
package enum Installation {
    /// Where this program's file is.
    package static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// The folder of filter banks.
    package static var banks: String? { locate("banks") }

    /// A file or folder by its path in the project: beside an installed program in `share/showtell`, or in the source
    /// tree above one that was just built.
    package static func locate(_ path: String, from executable: String = executable) -> String? {
        let files = FileManager.default
        var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent().appendingPathComponent("share/showtell/\(path)").path
        if files.fileExists(atPath: installed) { return installed }
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent(path).path
            if files.fileExists(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
