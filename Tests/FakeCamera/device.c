// Openings of cameras: made, found by their descriptor, and ended.

#include "camera.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MOST_DESCRIPTORS 4096

static _Atomic(struct device *) devices[MOST_DESCRIPTORS];

uint64_t monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

struct device *device_of(int fd) { return fd >= 0 && fd < MOST_DESCRIPTORS ? atomic_load(&devices[fd]) : NULL; }

static int failed(int error) {
    errno = error;
    return -1;
}

void device_share(struct device *device, int fd) {
    pthread_mutex_lock(&device->lock);
    device->descriptors++;
    pthread_mutex_unlock(&device->lock);
    if (fd < MOST_DESCRIPTORS) atomic_store(&devices[fd], device);
}

int device_open(const char *path, const char *controls, int flags) {
    struct settings settings;
    if (!settings_read(path, &settings)) return failed(ENOENT);
    if (settings.fault == FAULT_DENIED) return failed(EACCES);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | (flags & O_NONBLOCK)) < 0) return -1;
    struct device *device = calloc(1, sizeof *device);
    if (!device || ends[0] >= MOST_DESCRIPTORS) {
        close(ends[0]);
        close(ends[1]);
        free(device);
        return failed(ENOMEM);
    }
    snprintf(device->path, sizeof device->path, "%s", path);
    snprintf(device->controls, sizeof device->controls, "%s", controls);
    device->settings = settings;
    // A copy of our own: the program may close its one and go on with a copy.
    device->fd = fcntl(ends[0], F_DUPFD_CLOEXEC, 0);
    device->ready = ends[1];
    device->owner = open(path, O_RDONLY | O_CLOEXEC);
    device->memory = memfd_create("fake camera", MFD_CLOEXEC);
    device->format = settings.format[0];
    device->size = settings.size[0];
    device->rate = settings.rate[0];
    pthread_mutex_init(&device->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&device->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    device_share(device, ends[0]);
    pthread_create(&device->thread, NULL, stream_run, device);
    return ends[0];
}

void device_close(struct device *device, int fd) {
    atomic_store(&devices[fd], NULL);
    pthread_mutex_lock(&device->lock);
    // The kernel's device is closed with the last descriptor of an opening.
    device->closing = --device->descriptors == 0;
    if (!device->closing) {
        pthread_mutex_unlock(&device->lock);
        return;
    }
    pthread_cond_signal(&device->wake);
    pthread_mutex_unlock(&device->lock);
    pthread_join(device->thread, NULL);
    if (device->bytes) munmap(device->bytes, device->length * device->count);
    if (!device->gone) close(device->ready);
    close(device->owner);
    close(device->memory);
    close(device->fd);
    pthread_cond_destroy(&device->wake);
    pthread_mutex_destroy(&device->lock);
    free(device);
}

void device_stop(struct device *device) {
    device->streaming = false;
    uint8_t byte;
    // Whoever waits in poll must not find frames that are no more.
    int flags = fcntl(device->fd, F_GETFL);
    fcntl(device->fd, F_SETFL, flags | O_NONBLOCK);
    while (read(device->fd, &byte, 1) == 1) {}
    fcntl(device->fd, F_SETFL, flags);
    device->queued_count = device->done_count = 0;
    for (unsigned i = 0; i < device->count; i++) device->buffer[i].state = BUFFER_IDLE;
}

void device_wedge(struct device *device) {
    while (device->settings.fault == FAULT_WEDGED && !device->gone) {
        pthread_mutex_unlock(&device->lock);
        const struct timespec pause = {0, 50000000};
        nanosleep(&pause, NULL);
        pthread_mutex_lock(&device->lock);
    }
}

bool device_own(struct device *device) {
    if (device->settings.fault == FAULT_BUSY) return false;
    if (!device->is_owner) device->is_owner = flock(device->owner, LOCK_EX | LOCK_NB) == 0;
    return device->is_owner;
}

void device_disown(struct device *device) {
    if (device->is_owner) flock(device->owner, LOCK_UN);
    device->is_owner = false;
}
