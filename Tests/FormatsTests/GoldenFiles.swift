// Files that other programs wrote, and folders to write our own in.

import Foundation
import Testing

/// The path of a file in Golden/.
func goldenFile(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Golden"))
}
