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
static inline int showtell_read_control(int fd, struct v4l2_control *answer) { return ioctl(fd, VIDIOC_G_CTRL, answer); }
