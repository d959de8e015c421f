// The door to GStreamer. Swift imports its functions; what it cannot import are macros with arguments
// and constants made by a cast, which are therefore spelt out here as inline functions.
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <malloc.h>

// `GST_MESSAGE_TYPE` is a macro.
static inline GstMessageType showtell_message_type(GstMessage *message) { return GST_MESSAGE_TYPE(message); }

// Casts between GObject classes are macros. They change no reference count.
static inline GstBin *showtell_bin(GstElement *element) { return GST_BIN(element); }
static inline GstAppSink *showtell_app_sink(GstElement *element) { return GST_APP_SINK(element); }
static inline GstAppSrc *showtell_app_src(GstElement *element) { return GST_APP_SRC(element); }
static inline GObject *showtell_object(GstElement *element) { return G_OBJECT(element); }

// Presentation time of a buffer: a field of a struct whose accessor is a macro.
static inline GstClockTime showtell_pts(GstBuffer *buffer) { return GST_BUFFER_PTS(buffer); }
static inline void showtell_set_pts(GstBuffer *buffer, GstClockTime pts) { GST_BUFFER_PTS(buffer) = pts; }

// Whether a buffer can be understood without those before it: a flag behind a macro.
static inline gboolean showtell_is_key(GstBuffer *buffer) {
    return !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
}

// Inline functions over a macro with a cast.
static inline GstBuffer *showtell_buffer_ref(GstBuffer *buffer) { return gst_buffer_ref(buffer); }
static inline void showtell_buffer_unref(GstBuffer *buffer) { gst_buffer_unref(buffer); }

// The same bytes under other times: an inline function, and fields behind macros.
static inline GstBuffer *showtell_buffer_copy(GstBuffer *buffer) { return gst_buffer_copy(buffer); }
static inline void showtell_set_times(GstBuffer *buffer, GstClockTime time) {
    GST_BUFFER_PTS(buffer) = time;
    GST_BUFFER_DTS(buffer) = time;
    GST_BUFFER_DURATION(buffer) = GST_CLOCK_TIME_NONE;
}

// Properties of caps are set by a variadic function: how many frames a second there are, as a fraction; that pixels are
// square, as the house takes them everywhere; and what the numbers of a colour mean.
static inline void showtell_set_rate(GstCaps *caps, const char *rate) {
    GValue value = G_VALUE_INIT;
    g_value_init(&value, GST_TYPE_FRACTION);
    if (gst_value_deserialize(&value, rate)) gst_caps_set_value(caps, "framerate", &value);
    g_value_unset(&value);
}
static inline void showtell_set_square(GstCaps *caps) {
    gst_caps_set_simple(caps, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, NULL);
}
static inline void showtell_set_colorimetry(GstCaps *caps, const GstVideoColorimetry *colorimetry) {
    char *text = gst_video_colorimetry_to_string(colorimetry);
    if (text) gst_caps_set_simple(caps, "colorimetry", G_TYPE_STRING, text, NULL);
    g_free(text);
}

// An option whose name is a macro, and a header that Swift's glibc has not.
static inline void showtell_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }
static inline void showtell_trim(void) { malloc_trim(0); }

// Lets a udpsink send through the socket of a udpsrc, which has to be ready: properties are read by a variadic function.
static inline void showtell_share_socket(GstElement *source, GstElement *sink) {
    gpointer socket = NULL;
    g_object_get(source, "used-socket", &socket, NULL);
    if (socket == NULL) return;
    g_object_set(sink, "socket", socket, "close-socket", FALSE, NULL);
    g_object_unref(socket);
}

// `GST_CLOCK_TIME_NONE` is a cast.
static inline GstClockTime showtell_no_time(void) { return GST_CLOCK_TIME_NONE; }

// Flags are combined by a macro with casts: the types of bus messages that the house looks at.
static inline GstMessageType showtell_messages_of_interest(void) {
    return (GstMessageType)(GST_MESSAGE_ERROR | GST_MESSAGE_EOS | GST_MESSAGE_SEGMENT_DONE);
}
