// The door to GStreamer's WebRTC element. It is asked by signals, whose functions take a variable number of arguments:
// each question is spelt out here.
#define GST_USE_UNSTABLE_API
#include <gst/gst.h>
#include <gst/rtp/rtp.h>
#include <gst/sdp/sdp.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

// Calls a function with its context each time a signal comes, whatever else the signal tells, and lets the context go with
// the object. Casts between kinds of functions are macros.
static inline void showtell_connect(GstElement *object, const char *signal, void (*call)(void *context), void *context,
                                    void (*release)(void *context)) {
    g_signal_connect_data(object, signal, G_CALLBACK(call), context, (GClosureNotify)(void (*)(void))release,
                          G_CONNECT_SWAPPED);
}

// Lets a pipeline's time be the monotonic clock's own, so that times of different pipelines are the same times.
static inline void showtell_run_on_monotonic_time(GstElement *pipeline) {
    GstClock *clock = gst_system_clock_obtain();
    gst_pipeline_use_clock(GST_PIPELINE(pipeline), clock);
    gst_object_unref(clock);
    gst_element_set_start_time(pipeline, GST_CLOCK_TIME_NONE);
    gst_element_set_base_time(pipeline, 0);
}

// Makes the first transceiver one that only sends and sends lost packets again, and leaves out what costs time and
// descriptors and helps nobody in a local network: TCP candidates and asking the router for a way in. Returns whether the
// element has all that.
static inline gboolean showtell_prepare_sender(GstElement *peer) {
    GstWebRTCRTPTransceiver *transceiver = NULL;
    g_signal_emit_by_name(peer, "get-transceiver", 0, &transceiver);
    GObject *ice = NULL, *agent = NULL;
    g_object_get(peer, "ice-agent", &ice, NULL);
    if (ice) {
        g_object_set(ice, "ice-tcp", FALSE, NULL);
        g_object_get(ice, "agent", &agent, NULL);
    }
    if (agent) g_object_set(agent, "upnp", FALSE, NULL);
    if (transceiver)
        g_object_set(transceiver, "direction", GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, "do-nack", TRUE, NULL);
    gboolean isComplete = transceiver && agent;
    if (transceiver) gst_object_unref(transceiver);
    if (agent) g_object_unref(agent);
    if (ice) g_object_unref(ice);
    return isComplete;
}

// "set-remote-description" or "set-local-description"; the description stays the caller's.
static inline void showtell_set_description(GstElement *peer, const char *signal, GstWebRTCSessionDescription *description,
                                            GstPromise *promise) {
    g_signal_emit_by_name(peer, signal, description, promise);
}

// "create-offer" or "create-answer".
static inline void showtell_create_description(GstElement *peer, const char *signal, GstPromise *promise) {
    g_signal_emit_by_name(peer, signal, NULL, promise);
}

// The "offer" or "answer" in a reply, as the caller's own; NULL when there is none.
static inline GstWebRTCSessionDescription *showtell_description(GstPromise *promise, const char *kind) {
    const GstStructure *reply = gst_promise_get_reply(promise);
    GstWebRTCSessionDescription *description = NULL;
    if (reply) gst_structure_get(reply, kind, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
    return description;
}

// Why a promise was not kept, to be freed; NULL when it was.
static inline char *showtell_broken_promise(GstPromise *promise) {
    if (gst_promise_wait(promise) != GST_PROMISE_RESULT_REPLIED) return g_strdup("there was no reply");
    const GstStructure *reply = gst_promise_get_reply(promise);
    if (!reply || !gst_structure_has_field_typed(reply, "error", G_TYPE_ERROR)) return NULL;
    GError *error = NULL;
    gst_structure_get(reply, "error", G_TYPE_ERROR, &error, NULL);
    char *reason = g_strdup(error ? error->message : "an error without a reason");
    g_clear_error(&error);
    return reason;
}

// What is sent to the other side, to be freed; NULL when there is nothing yet.
static inline char *showtell_local_description(GstElement *peer) {
    GstWebRTCSessionDescription *description = NULL;
    g_object_get(peer, "local-description", &description, NULL);
    if (!description) return NULL;
    char *text = gst_sdp_message_as_text(description->sdp);
    gst_webrtc_session_description_free(description);
    return text;
}

static inline GstWebRTCPeerConnectionState showtell_connection_state(GstElement *peer) {
    GstWebRTCPeerConnectionState state = GST_WEBRTC_PEER_CONNECTION_STATE_NEW;
    g_object_get(peer, "connection-state", &state, NULL);
    return state;
}

static inline gboolean showtell_has_gathered(GstElement *peer) {
    GstWebRTCICEGatheringState state = GST_WEBRTC_ICE_GATHERING_STATE_NEW;
    g_object_get(peer, "ice-gathering-state", &state, NULL);
    return state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE;
}

// A buffer over the same memory with a time of its own.
static inline GstBuffer *showtell_buffer_at(GstBuffer *buffer, GstClockTime time) {
    GstBuffer *copy = gst_buffer_copy(buffer);
    GST_BUFFER_PTS(copy) = time;
    GST_BUFFER_DTS(copy) = GST_CLOCK_TIME_NONE;
    return copy;
}

// Writes three bytes into a packet's header (RFC 8285), unless the packet belongs to a picture that needs others.
static inline void showtell_extend_key_packet(GstBuffer *packet, guint8 number, const guint8 *bytes) {
    GstRTPBuffer header = GST_RTP_BUFFER_INIT;
    if (GST_BUFFER_FLAG_IS_SET(packet, GST_BUFFER_FLAG_DELTA_UNIT)) return;
    if (!gst_rtp_buffer_map(packet, GST_MAP_READWRITE, &header)) return;
    gst_rtp_buffer_add_extension_onebyte_header(&header, number, bytes, 3);
    gst_rtp_buffer_unmap(&header);
}

// The same for what passes a probe: one packet, or all of a picture.
static inline void showtell_extend_key_packets(GstPadProbeInfo *info, guint8 number, const guint8 *bytes) {
    if (info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) {
        GstBufferList *list = info->data = gst_buffer_list_make_writable(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
        for (guint i = 0; i < gst_buffer_list_length(list); i++)
            showtell_extend_key_packet(gst_buffer_list_get_writable(list, i), number, bytes);
    } else {
        GstBuffer *packet = info->data = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
        showtell_extend_key_packet(packet, number, bytes);
    }
}
