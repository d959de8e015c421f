// Memory of frames: asked for, mapped, queued, filled by the thread of stream.c, and taken.

#include "camera.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int request(struct device *device, struct v4l2_requestbuffers *asked) {
    if (asked->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || asked->memory != V4L2_MEMORY_MMAP) return EINVAL;
    if (!device_own(device)) return EBUSY;
    if (device->streaming) return EBUSY;
    if (device->bytes) munmap(device->bytes, device->length * device->count);
    device->bytes = NULL;
    unsigned count = asked->count > MOST_BUFFERS ? MOST_BUFFERS : asked->count == 1 ? 2 : asked->count;
    device->count = 0;
    device->length = (2 * (size_t)device->size.width * (size_t)device->size.height + 4095) & ~(size_t)4095;
    if (count == 0) {
        device_disown(device);
    } else {
        size_t all = device->length * count;
        if (ftruncate(device->memory, (off_t)all) < 0) return ENOMEM;
        void *bytes = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_SHARED, device->memory, 0);
        if (bytes == MAP_FAILED) return ENOMEM;
        device->bytes = bytes;
        device->count = count;
    }
    memset(device->buffer, 0, sizeof device->buffer);
    asked->count = count;
    asked->capabilities = V4L2_BUF_CAP_SUPPORTS_MMAP;
    return 0;
}

static void describe(const struct device *device, unsigned index, struct v4l2_buffer *answer) {
    const struct buffer *buffer = &device->buffer[index];
    answer->index = index;
    answer->bytesused = buffer->used;
    answer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_SOE | V4L2_BUF_FLAG_MAPPED;
    answer->flags |= buffer->flags;
    if (buffer->state == BUFFER_QUEUED) answer->flags |= V4L2_BUF_FLAG_QUEUED;
    if (buffer->state == BUFFER_DONE) answer->flags |= V4L2_BUF_FLAG_DONE;
    answer->field = V4L2_FIELD_NONE;
    answer->timestamp = buffer->stamp;
    answer->sequence = buffer->sequence;
    answer->memory = V4L2_MEMORY_MMAP;
    answer->m.offset = (unsigned)(index * device->length);
    answer->length = (unsigned)device->length;
}

static int queue(struct device *device, struct v4l2_buffer *asked) {
    if (asked->index >= device->count || device->buffer[asked->index].state != BUFFER_IDLE) return EINVAL;
    device->buffer[asked->index].state = BUFFER_QUEUED;
    device->queued[device->queued_count++] = asked->index;
    describe(device, asked->index, asked);
    return 0;
}

static int start(struct device *device) {
    if (!device_own(device)) return EBUSY;
    if (device->count == 0) return EINVAL;
    if (device->streaming) return 0;
    device->streaming = true;
    device->sequence = 0;
    pthread_cond_signal(&device->wake);
    return 0;
}

int buffers_answer(struct device *device, unsigned long number, void *argument) {
    switch (number) {
    case VIDIOC_REQBUFS: return request(device, argument);
    case VIDIOC_QUERYBUF: {
        struct v4l2_buffer *asked = argument;
        if (asked->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || asked->index >= device->count) return EINVAL;
        describe(device, asked->index, asked);
        return 0;
    }
    case VIDIOC_QBUF: {
        struct v4l2_buffer *asked = argument;
        if (asked->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || asked->memory != V4L2_MEMORY_MMAP) return EINVAL;
        return queue(device, asked);
    }
    case VIDIOC_STREAMON: return start(device);
    case VIDIOC_STREAMOFF:
        device_wedge(device);
        device_stop(device);
        return 0;
    default: return ENOTTY;
    }
}

int requests_dequeue(struct device *device, struct v4l2_buffer *answer) {
    if (answer->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || !device->streaming) return device->gone ? ENODEV : EINVAL;
    uint8_t byte;
    // Waits without the lock, or not at all when the descriptor says so.
    ssize_t got = read(device->fd, &byte, 1);
    if (got < 0) return errno;
    pthread_mutex_lock(&device->lock);
    int error = got == 0 || device->gone ? ENODEV : device->done_count == 0 ? EINVAL : 0;
    if (!error) {
        unsigned index = device->done[0];
        memmove(device->done, device->done + 1, --device->done_count * sizeof *device->done);
        device->buffer[index].state = BUFFER_IDLE;
        describe(device, index, answer);
    }
    pthread_mutex_unlock(&device->lock);
    return error;
}
