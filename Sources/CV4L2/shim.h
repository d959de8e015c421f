// The door to Linux's cameras. Swift imports its structures; the numbers of requests are made by macros with casts, and
// pixel formats by macros with arguments, so each request that the house makes is spelt out here as an inline function.
#include <linux/videodev2.h>
#include <sys/ioctl.h>

static inline int showtell_query_camera(int fd, struct v4l2_capability *answer) { return ioctl(fd, VIDIOC_QUERYCAP, answer); }
static inline int showtell_list_format(int fd, struct v4l2_fmtdesc *answer) { return ioctl(fd, VIDIOC_ENUM_FMT, answer); }
static inline int showtell_list_size(int fd, struct v4l2_frmsizeenum *answer) {
    return ioctl(fd, VIDIOC_ENUM_FRAMESIZES, answer);
}
static inline int showtell_list_interval(int fd, struct v4l2_frmivalenum *answer) {
    return ioctl(fd, VIDIOC_ENUM_FRAMEINTERVALS, answer);
}

// The control behind `id`, in the order of numbers; 0 asks for the first.
static inline int showtell_next_control(int fd, __u32 id, struct v4l2_query_ext_ctrl *answer) {
    answer->id = id | V4L2_CTRL_FLAG_NEXT_CTRL;
    return ioctl(fd, VIDIOC_QUERY_EXT_CTRL, answer);
}

// The values of a control lie in a union in a packed structure; wide ones have 64 bits.
static inline int showtell_read_control(int fd, __u32 id, _Bool is_wide, __s64 *value) {
    struct v4l2_ext_control one = {.id = id};
    struct v4l2_ext_controls all = {.which = V4L2_CTRL_WHICH_CUR_VAL, .count = 1, .controls = &one};
    int result = ioctl(fd, VIDIOC_G_EXT_CTRLS, &all);
    *value = is_wide ? one.value64 : one.value;
    return result;
}
static inline int showtell_set_control(int fd, __u32 id, _Bool is_wide, __s64 value) {
    struct v4l2_ext_control one = {.id = id};
    if (is_wide) one.value64 = value;
    else one.value = (__s32)value;
    struct v4l2_ext_controls all = {.which = V4L2_CTRL_WHICH_CUR_VAL, .count = 1, .controls = &one};
    return ioctl(fd, VIDIOC_S_EXT_CTRLS, &all);
}

// An entry of a menu: a name, or in a menu of numbers a number.
static inline int showtell_menu_entry(int fd, __u32 id, __u32 index, char name[32], __s64 *number) {
    struct v4l2_querymenu answer = {.id = id, .index = index};
    int result = ioctl(fd, VIDIOC_QUERYMENU, &answer);
    for (int i = 0; i < 32; i++) name[i] = i < 31 ? (char)answer.name[i] : 0;
    *number = answer.value;
    return result;
}

// Agrees on a format with the camera; only one opening at a time may have done so.
static inline int showtell_set_format(int fd, __u32 pixels, __u32 width, __u32 height) {
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    format.fmt.pix.pixelformat = pixels;
    format.fmt.pix.width = width;
    format.fmt.pix.height = height;
    return ioctl(fd, VIDIOC_S_FMT, &format);
}
