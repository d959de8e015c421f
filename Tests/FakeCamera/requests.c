// What a camera is asked by ioctl about itself and its formats, as uvcvideo answers it.

#include "camera.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint32_t kind(const struct device *device) {
    return device->settings.metadata ? V4L2_BUF_TYPE_META_CAPTURE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

static void capabilities(const struct device *device, struct v4l2_capability *answer) {
    memset(answer, 0, sizeof *answer);
    memcpy(answer->driver, "uvcvideo", 9);
    snprintf((char *)answer->card, sizeof answer->card, "%s", device->settings.card);
    snprintf((char *)answer->bus_info, sizeof answer->bus_info, "%s", device->settings.bus);
    answer->version = 6 << 16 | 1 << 8;
    uint32_t common = V4L2_CAP_STREAMING | V4L2_CAP_EXT_PIX_FORMAT;
    answer->device_caps = common | (device->settings.metadata ? V4L2_CAP_META_CAPTURE : V4L2_CAP_VIDEO_CAPTURE);
    answer->capabilities = common | V4L2_CAP_META_CAPTURE | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_DEVICE_CAPS;
}

static int list_format(const struct device *device, struct v4l2_fmtdesc *answer) {
    if (answer->type != kind(device)) return EINVAL;
    uint32_t index = answer->index;
    if (index >= (device->settings.metadata ? 1u : (unsigned)device->settings.formats)) return EINVAL;
    memset(answer, 0, sizeof *answer);
    answer->index = index;
    answer->type = kind(device);
    answer->pixelformat = device->settings.metadata ? V4L2_META_FMT_UVC : device->settings.format[index];
    answer->flags = answer->pixelformat == V4L2_PIX_FMT_MJPEG ? V4L2_FMT_FLAG_COMPRESSED : 0;
    const char *name = answer->flags ? "Motion-JPEG" : device->settings.metadata ? "UVC Payload Header" : "YUYV 4:2:2";
    snprintf((char *)answer->description, sizeof answer->description, "%s", name);
    return 0;
}

static bool has_format(const struct settings *settings, uint32_t format) {
    for (int i = 0; i < settings->formats; i++)
        if (settings->format[i] == format) return true;
    return false;
}

static int list_size(const struct settings *settings, struct v4l2_frmsizeenum *answer) {
    if (!has_format(settings, answer->pixel_format) || answer->index >= (unsigned)settings->sizes) return EINVAL;
    answer->type = V4L2_FRMSIZE_TYPE_DISCRETE;
    answer->discrete.width = (unsigned)settings->size[answer->index].width;
    answer->discrete.height = (unsigned)settings->size[answer->index].height;
    return 0;
}

static int list_rate(const struct settings *settings, struct v4l2_frmivalenum *answer) {
    if (!has_format(settings, answer->pixel_format) || answer->index >= (unsigned)settings->rates) return EINVAL;
    bool known = false;
    for (int i = 0; i < settings->sizes; i++)
        known |= (int)answer->width == settings->size[i].width && (int)answer->height == settings->size[i].height;
    if (!known) return EINVAL;
    answer->type = V4L2_FRMIVAL_TYPE_DISCRETE;
    answer->discrete = (struct v4l2_fract){1, (unsigned)settings->rate[answer->index]};
    return 0;
}

static void describe(uint32_t format, struct size size, struct v4l2_format *answer) {
    memset(&answer->fmt, 0, sizeof answer->fmt);
    struct v4l2_pix_format *pixels = &answer->fmt.pix;
    pixels->width = (unsigned)size.width;
    pixels->height = (unsigned)size.height;
    pixels->pixelformat = format;
    pixels->field = V4L2_FIELD_NONE;
    pixels->bytesperline = format == V4L2_PIX_FMT_YUYV ? 2 * pixels->width : 0;
    pixels->sizeimage = 2 * pixels->width * pixels->height;
    pixels->colorspace = V4L2_COLORSPACE_SRGB;
}

/// The format and size nearest to what is asked for: a camera never refuses, it offers what it has.
static struct size nearest(const struct settings *settings, const struct v4l2_pix_format *asked, uint32_t *format) {
    *format = has_format(settings, asked->pixelformat) ? asked->pixelformat : settings->format[0];
    struct size best = settings->size[0];
    int least = -1;
    for (int i = 0; i < settings->sizes; i++) {
        struct size size = settings->size[i];
        int distance = abs(size.width - (int)asked->width) + abs(size.height - (int)asked->height);
        if (least >= 0 && distance >= least) continue;
        least = distance;
        best = size;
    }
    return best;
}

static int agree(struct device *device, struct v4l2_format *format, bool sets) {
    if (format->type != kind(device)) return EINVAL;
    if (device->settings.metadata) return 0;
    uint32_t pixels;
    struct size size = nearest(&device->settings, &format->fmt.pix, &pixels);
    describe(pixels, size, format);
    if (!sets) return 0;
    if (!device_own(device) || device->count > 0) return EBUSY;
    device->format = pixels;
    device->size = size;
    return 0;
}

static int pace(struct device *device, struct v4l2_streamparm *parameters, bool sets) {
    if (parameters->type != kind(device) || device->settings.metadata) return EINVAL;
    struct v4l2_captureparm *capture = &parameters->parm.capture;
    if (sets && !device_own(device)) return EBUSY;
    if (sets && device->streaming) return EBUSY;
    if (sets && capture->timeperframe.numerator > 0) {
        int asked = (int)(capture->timeperframe.denominator / capture->timeperframe.numerator);
        int best = device->settings.rate[0];
        for (int i = 1; i < device->settings.rates; i++)
            if (abs(device->settings.rate[i] - asked) < abs(best - asked)) best = device->settings.rate[i];
        device->rate = best;
    }
    memset(capture, 0, sizeof *capture);
    capture->capability = V4L2_CAP_TIMEPERFRAME;
    capture->timeperframe = (struct v4l2_fract){1, (unsigned)device->rate};
    return 0;
}

static int input(struct v4l2_input *answer) {
    if (answer->index > 0) return EINVAL;
    memset(answer, 0, sizeof *answer);
    snprintf((char *)answer->name, sizeof answer->name, "Camera 1");
    answer->type = V4L2_INPUT_TYPE_CAMERA;
    return 0;
}

int requests_answer(struct device *device, unsigned long request, void *argument) {
    if (device->gone) return ENODEV;
    if (device->settings.fault == FAULT_BROKEN) return EIO;
    switch (request) {
    case VIDIOC_QUERYCAP: capabilities(device, argument); return 0;
    case VIDIOC_ENUM_FMT: return list_format(device, argument);
    case VIDIOC_ENUM_FRAMESIZES: return list_size(&device->settings, argument);
    case VIDIOC_ENUM_FRAMEINTERVALS: return list_rate(&device->settings, argument);
    case VIDIOC_G_FMT:
        if (((struct v4l2_format *)argument)->type != kind(device)) return EINVAL;
        if (!device->settings.metadata) describe(device->format, device->size, argument);
        return 0;
    case VIDIOC_TRY_FMT: return agree(device, argument, false);
    case VIDIOC_S_FMT: return agree(device, argument, true);
    case VIDIOC_G_PARM: return pace(device, argument, false);
    case VIDIOC_S_PARM: return pace(device, argument, true);
    case VIDIOC_ENUMINPUT: return device->settings.metadata ? ENOTTY : input(argument);
    case VIDIOC_G_INPUT: *(int *)argument = 0; return device->settings.metadata ? ENOTTY : 0;
    case VIDIOC_S_INPUT: return device->settings.metadata ? ENOTTY : *(int *)argument == 0 ? 0 : EINVAL;
    case VIDIOC_G_PRIORITY: *(enum v4l2_priority *)argument = V4L2_PRIORITY_DEFAULT; return 0;
    default: break;
    }
    if (device->settings.metadata) return ENOTTY;
    int error = buffers_answer(device, request, argument);
    return error == ENOTTY ? controls_answer(device, request, argument) : error;
}
