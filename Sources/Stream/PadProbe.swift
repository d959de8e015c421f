// Closures that see what passes an element.

import CGStreamer

/// Calls a closure with what comes to an element or leaves it, or comes back to it, before it goes on.
///
/// The closure runs on a streaming thread and only hands over. It lives as long as the element.
enum PadProbe {
    typealias Handler =
        @Sendable (_ pad: UnsafeMutablePointer<GstPad>, _ info: UnsafeMutablePointer<GstPadProbeInfo>) ->
        GstPadProbeReturn

    private final class Box: Sendable {
        let handler: Handler
        init(_ handler: @escaping Handler) { self.handler = handler }
    }

    /// A place in a pipeline, by the name of an element.
    enum Place {
        case before(String)
        case behind(String)
    }

    /// Stands at a place.
    static func attach(
        _ pipeline: Pipeline, _ place: Place, _ kinds: [GstPadProbeType], _ handler: @escaping Handler
    ) {
        let (name, side) =
            switch place {
            case .before(let name): (name, "sink")
            case .behind(let name): (name, "src")
            }
        let kind = GstPadProbeType(kinds.reduce(0) { $0 | $1.rawValue })
        let context = Unmanaged.passRetained(Box(handler)).toOpaque()
        pipeline.withElement(name) { element in
            guard let pad = gst_element_get_static_pad(element, side) else {
                preconditionFailure("the element \(name) has no pad called \(side)")
            }
            defer { gst_object_unref(pad) }
            gst_pad_add_probe(
                pad, kind,
                { pad, info, context in
                    guard let pad, let info, let context else { return GST_PAD_PROBE_OK }
                    return Unmanaged<Box>.fromOpaque(context).takeUnretainedValue().handler(pad, info)
                }, context
            ) { context in
                if let context { Unmanaged<Box>.fromOpaque(context).release() }
            }
        }
    }

    /// Calls a closure when somebody behind the element asks for a key frame (RFC 4585, section 6.3.1); the request goes no
    /// further.
    static func onKeyFrameRequest(_ pipeline: Pipeline, behind name: String, _ call: @escaping @Sendable () -> Void) {
        attach(pipeline, .behind(name), [GST_PAD_PROBE_TYPE_EVENT_UPSTREAM]) { _, info in
            guard let event = gst_pad_probe_info_get_event(info), gst_video_event_is_force_key_unit(event) != 0 else {
                return GST_PAD_PROBE_OK
            }
            call()
            return GST_PAD_PROBE_DROP
        }
    }
}
