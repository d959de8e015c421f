// Why a device file is no camera that can be used.

import Foundation

/// A sentence that names the cure, where there is one.
struct CameraRefusal: Error {
    let sentence: String
    /// Whether it is a camera's node for something else than pictures: no camera at all, and nothing is wrong with it.
    let isOtherNode: Bool

    /// - Parameter reason: what the system said.
    init(_ path: String, _ reason: Int32) {
        isOtherNode = false
        sentence =
            switch reason {
            case ENOENT, ENODEV, ENXIO: "there is no camera at \(path)"
            case EACCES, EPERM: "no permission to use \(path); add the user to the group “video”"
            case EBUSY: "the camera at \(path) is in use by another program"
            case EIO, ENOTTY, EISDIR: "\(path) is no camera, or does not answer as one"
            default: "\(path) cannot be opened: \(String(cString: strerror(reason)))"
            }
    }

    init(_ path: String, otherNodeOf name: String) {
        isOtherNode = true
        sentence =
            "\(path) gives no pictures: it is another node of “\(name)”, whose pictures come from a number beside it"
    }
}
