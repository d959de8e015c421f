// The thread of an opening: sees whether the camera is still plugged in, and fills a buffer whenever a frame is due.

#include "camera.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// How often an opening that does not stream looks for its camera, in nanoseconds.
#define IDLE_INTERVAL 20000000u

static int is_jpeg(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 4 && !strcmp(entry->d_name + length - 4, ".jpg");
}

/// The JPEG file of a frame; 0 when there is none or it is too large.
static size_t picture_file(const char *folder, uint32_t number, uint8_t *bytes, size_t capacity) {
    struct dirent **entries;
    int count = scandir(folder, &entries, is_jpeg, alphasort);
    if (count <= 0) return 0;
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, entries[number % (uint32_t)count]->d_name);
    for (int i = 0; i < count; i++) free(entries[i]);
    free(entries);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t used = read(file, bytes, capacity);
    close(file);
    return used > 0 ? (size_t)used : 0;
}

/// Does to a JPEG what loose plugs and weak hubs do: it ends early, or its middle is broken, or nothing of it is a JPEG.
static size_t damaged(uint8_t *bytes, size_t used, uint32_t number) {
    switch (number % 3) {
    case 0: return used / 2;
    case 1:
        // A marker that no JPEG of ours has: noise alone might happen to be readable.
        bytes[used / 2] = 0xFF;
        bytes[used / 2 + 1] = 0xC8;
        return used;
    default: memset(bytes, 0, used); return used;
    }
}

static void fill(struct device *device, struct buffer *buffer, uint8_t *bytes, uint64_t now) {
    const struct settings *settings = &device->settings;
    struct frame frame = {device->sequence, (uint32_t)(now / 1000000), controls_look(device->controls)};
    // Spread over the frames, and the same ones every time.
    bool is_damaged = (int)(device->sequence * 37 % 100) < settings->corrupt;
    buffer->flags = 0;
    if (device->format == V4L2_PIX_FMT_YUYV) {
        buffer->used = (uint32_t)picture_yuyv(frame, device->size, bytes, device->length);
        if (is_damaged) {
            // The driver knows how long such a picture is, and that the rest of it is what was there before.
            buffer->flags = V4L2_BUF_FLAG_ERROR;
            memset(bytes + buffer->used / 2, 0, buffer->used / 2);
        }
    } else if (settings->frames[0]) {
        buffer->used = (uint32_t)picture_file(settings->frames, device->sequence, bytes, device->length);
    } else {
        struct size size = settings->sends.width ? settings->sends : device->size;
        buffer->used = (uint32_t)picture_jpeg(frame, size, bytes, device->length);
        if (is_damaged) buffer->used = (uint32_t)damaged(bytes, buffer->used, device->sequence);
    }
    buffer->sequence = device->sequence;
    buffer->stamp = (struct timeval){(time_t)(now / 1000000000), (suseconds_t)(now / 1000 % 1000000)};
}

static bool sends(enum fault fault) { return fault != FAULT_SILENT && fault != FAULT_WEDGED; }

static void expose(struct device *device) {
    uint64_t now = monotonic_nanoseconds();
    // A program that gives no buffer back in time loses the frame, and sees it in the numbers.
    if (device->queued_count > 0) {
        unsigned index = device->queued[0];
        memmove(device->queued, device->queued + 1, --device->queued_count * sizeof *device->queued);
        struct buffer *buffer = &device->buffer[index];
        fill(device, buffer, device->bytes + index * device->length, now);
        buffer->state = BUFFER_DONE;
        device->done[device->done_count++] = index;
        uint8_t byte = 0;
        if (write(device->ready, &byte, 1) != 1) perror("fake camera");
    }
    device->sequence++;
}

/// Reads the camera's file again; without it, or under another plug, the camera is gone.
static void look(struct device *device) {
    struct settings now;
    if (settings_read(device->path, &now) && now.plug == device->settings.plug) {
        device->settings = now;
        return;
    }
    device->gone = true;
    // The end of the pipe wakes whoever waits for a frame.
    close(device->ready);
}

void *stream_run(void *argument) {
    struct device *device = argument;
    pthread_mutex_lock(&device->lock);
    uint64_t due = monotonic_nanoseconds();
    while (!device->closing && !device->gone) {
        bool streaming = device->streaming;
        int rate = device->settings.slow > 0 ? device->settings.slow : device->rate;
        due += streaming ? 1000000000u / (unsigned)rate : IDLE_INTERVAL;
        uint64_t now = monotonic_nanoseconds();
        if (due < now) due = now;
        const struct timespec until = {(time_t)(due / 1000000000), (long)(due % 1000000000)};
        pthread_cond_timedwait(&device->wake, &device->lock, &until);
        if (device->closing) break;
        look(device);
        if (!device->gone && streaming && device->streaming && sends(device->settings.fault)) expose(device);
    }
    pthread_mutex_unlock(&device->lock);
    return NULL;
}
