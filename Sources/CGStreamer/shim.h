// The door to GStreamer. Swift imports its functions; what it cannot import are macros with
// arguments and casts, which are therefore spelt out here as inline functions.
#include <gst/gst.h>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

// `GST_MESSAGE_TYPE` is a macro.
static inline GstMessageType showtell_message_type(GstMessage *message) { return GST_MESSAGE_TYPE(message); }

// `GST_MESSAGE_SRC` is a macro; the name is the caller's to free with `g_free`, or null.
static inline char *showtell_message_source_name(GstMessage *message) {
    return GST_MESSAGE_SRC(message) ? gst_object_get_name(GST_MESSAGE_SRC(message)) : NULL;
}

// Casts between GObject classes are macros.
static inline GstBin *showtell_bin(GstElement *element) { return GST_BIN(element); }
static inline GstAppSink *showtell_app_sink(GstElement *element) { return GST_APP_SINK(element); }
static inline GstAppSrc *showtell_app_src(GstElement *element) { return GST_APP_SRC(element); }
static inline void showtell_unref(void *object) { gst_object_unref(object); }

// Constants whose definition is a cast.
static const GstClockTime showtell_clock_time_none = GST_CLOCK_TIME_NONE;
