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
