// Damaged pictures of a camera are left out before anything decodes them.

import CGStreamer

/// Watches what leaves an element, and lets only whole pictures pass.
///
/// A loose plug or a busy hub cuts pictures off. A decoder fills up what is missing of a JPEG with grey and says nothing,
/// and the grey would be learnt.
enum PictureGate {
    /// Whether a picture is whole, and its number as the camera counts; nil when it does not.
    typealias Sent = @Sendable (_ isWhole: Bool, _ number: UInt64?) -> Void

    /// Stands behind the element called `name`.
    ///
    /// - Parameter sent: called on the streaming thread for each picture that the element sent, whole or not.
    static func attach(_ pipeline: Pipeline, _ name: String, sent: @escaping Sent) {
        PadProbe.attach(pipeline, .behind(name), [GST_PAD_PROBE_TYPE_BUFFER]) { pad, info in
            guard let buffer = gst_pad_probe_info_get_buffer(info) else { return GST_PAD_PROBE_OK }
            let isWhole = isWhole(buffer, of: pad)
            let offset = buffer.pointee.offset
            sent(isWhole, offset == .max ? nil : UInt64(offset))
            return isWhole ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP
        }
    }

    private static func isWhole(_ buffer: UnsafeMutablePointer<GstBuffer>, of pad: UnsafeMutablePointer<GstPad>) -> Bool
    {
        // The driver itself says that the transfer was cut short.
        guard buffer.pointee.mini_object.flags & GST_BUFFER_FLAG_CORRUPTED.rawValue == 0 else { return false }
        guard let caps = gst_pad_get_current_caps(pad) else { return true }
        defer { gst_caps_unref(caps) }
        guard gst_structure_has_name(gst_caps_get_structure(caps, 0), "image/jpeg") != 0 else { return true }
        var map = GstMapInfo()
        guard gst_buffer_map(buffer, &map, GST_MAP_READ) != 0 else { return false }
        defer { gst_buffer_unmap(buffer, &map) }
        let bytes = UnsafeRawBufferPointer(start: map.data, count: Int(map.size))
        // Some cameras fill up with zeros behind the end.
        guard bytes.starts(with: [0xFF, 0xD8]), let last = bytes.lastIndex(where: { $0 != 0 }) else { return false }
        return bytes[last] == 0xD9 && bytes[last - 1] == 0xFF
    }
}
