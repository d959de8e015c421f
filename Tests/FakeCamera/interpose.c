// The C library's functions that lead to a device, under their own names: paths and descriptors of cameras go to the
// fake, everything else goes on to the C library.

// The library's own declarations of these functions with sizes for checks would be in the way.
#undef _FORTIFY_SOURCE

#include "camera.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// The function of this name that comes after ours.
#define NEXT(name)                                                                                                          \
    static __typeof__(name) *next_##name;                                                                                   \
    if (!next_##name) next_##name = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

/// Whether a path is a camera's, a link to one, or a folder in which they are found; then `real` is where that is.
static bool is_ours(const char *path, char real[PATH_MAX]) {
    const char *folder = getenv(FOLDER_VARIABLE);
    if (!folder || !path || strncmp(path, "/dev", 4)) return false;
    const char *rest = path + 4;
    while (*rest == '/' && rest[1] == '/') rest++;
    bool is_root = !strcmp(rest, "") || !strcmp(rest, "/");
    if (!is_root && strncmp(rest, "/video", 6) && strncmp(rest, "/v4l", 4)) return false;
    snprintf(real, PATH_MAX, "%s/dev%s", folder, rest);
    return true;
}

/// Whether a path is a camera's or a link to one; then its file and that of its controls. -1 with errno when it is missing.
static int camera(const char *path, char file[PATH_MAX], char controls[PATH_MAX]) {
    char real[PATH_MAX];
    if (!is_ours(path, real)) return 0;
    if (!realpath(real, file)) return -1;
    const char *name = strrchr(file, '/') + 1;
    if (strncmp(name, "video", 5)) return 0;
    snprintf(controls, PATH_MAX, "%s/controls/%s", getenv(FOLDER_VARIABLE), name);
    return 1;
}

static int opened(const char *path, int flags, int *result) {
    char file[PATH_MAX], controls[PATH_MAX];
    int found = camera(path, file, controls);
    if (found != 0) *result = found < 0 ? -1 : device_open(file, controls, flags);
    return found;
}

#define OPEN(name)                                                                                                          \
    int name(const char *path, int flags, ...) {                                                                           \
        NEXT(name);                                                                                                         \
        int result;                                                                                                         \
        if (opened(path, flags, &result)) return result;                                                                    \
        va_list list;                                                                                                       \
        va_start(list, flags);                                                                                              \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0;                                            \
        va_end(list);                                                                                                       \
        return next_##name(path, flags, mode);                                                                              \
    }
OPEN(open)
OPEN(open64)

// v4l2-ctl asks here whether a node is one for pictures.
#define UEVENT "/sys/dev/char/81:"

#define FOPEN(name)                                                                                                         \
    FILE *name(const char *path, const char *mode) {                                                                        \
        NEXT(name);                                                                                                         \
        if (!getenv(FOLDER_VARIABLE) || strncmp(path, UEVENT, sizeof UEVENT - 1)) return next_##name(path, mode);          \
        int file = memfd_create("uevent", MFD_CLOEXEC);                                                                    \
        dprintf(file, "MAJOR=81\nMINOR=%d\nDEVNAME=video%d\n", atoi(path + sizeof UEVENT - 1),                             \
            atoi(path + sizeof UEVENT - 1));                                                                                \
        lseek(file, 0, SEEK_SET);                                                                                           \
        return fdopen(file, mode);                                                                                          \
    }
FOPEN(fopen)
FOPEN(fopen64)

// What programs call that were compiled with checks of the number of arguments.
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }

int close(int fd) {
    NEXT(close);
    struct device *device = device_of(fd);
    if (device) device_close(device, fd);
    return next_close(fd);
}

int dup(int fd) {
    NEXT(dup);
    int copy = next_dup(fd);
    struct device *device = device_of(fd);
    if (device && copy >= 0) device_share(device, copy);
    return copy;
}

int ioctl(int fd, unsigned long request, ...) {
    NEXT(ioctl);
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);
    struct device *device = device_of(fd);
    if (!device) return next_ioctl(fd, request, argument);
    // Programs that keep a request in an int extend its sign.
    request &= 0xFFFFFFFF;
    int error;
    if (request == VIDIOC_DQBUF) {
        error = requests_dequeue(device, argument);
    } else {
        pthread_mutex_lock(&device->lock);
        error = requests_answer(device, request, argument);
        pthread_mutex_unlock(&device->lock);
    }
    if (error) errno = error;
    return error ? -1 : 0;
}

#define MMAP(name, offset_type)                                                                                             \
    void *name(void *address, size_t length, int protection, int flags, int fd, offset_type offset) {                      \
        NEXT(name);                                                                                                         \
        struct device *device = device_of(fd);                                                                              \
        return next_##name(address, length, protection, flags, device ? device->memory : fd, offset);                      \
    }
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)

/// A camera that is gone is an error to those who wait, not just the end of a pipe.
static void mark(struct pollfd *descriptors, nfds_t count) {
    for (nfds_t i = 0; i < count; i++)
        if (descriptors[i].revents & POLLHUP && device_of(descriptors[i].fd)) descriptors[i].revents |= POLLERR;
}

int poll(struct pollfd *descriptors, nfds_t count, int timeout) {
    NEXT(poll);
    int result = next_poll(descriptors, count, timeout);
    if (result > 0) mark(descriptors, count);
    return result;
}

int ppoll(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout, const sigset_t *signals) {
    NEXT(ppoll);
    int result = next_ppoll(descriptors, count, timeout, signals);
    if (result > 0) mark(descriptors, count);
    return result;
}

/// Makes of a file's status that of a device node: 81 is the number of V4L2, and nodes count their numbers there.
static void become_node(const char *file, mode_t *mode, dev_t *number) {
    *mode = S_IFCHR | 0660;
    *number = makedev(81, (unsigned)atoi(strrchr(file, '/') + 6));
}

#define STAT(name, type)                                                                                                    \
    int name(const char *path, struct type *status) {                                                                       \
        NEXT(name);                                                                                                         \
        char file[PATH_MAX], controls[PATH_MAX];                                                                            \
        int found = camera(path, file, controls);                                                                           \
        if (found < 0) return -1;                                                                                           \
        int result = next_##name(found ? file : path, status);                                                             \
        if (found && result == 0) become_node(file, &status->st_mode, &status->st_rdev);                                   \
        return result;                                                                                                      \
    }
STAT(stat, stat)
STAT(stat64, stat64)
STAT(lstat, stat)
STAT(lstat64, stat64)

#define FSTAT(name, type)                                                                                                   \
    int name(int fd, struct type *status) {                                                                                 \
        NEXT(name);                                                                                                         \
        struct device *device = device_of(fd);                                                                              \
        int result = next_##name(device ? device->owner : fd, status);                                                     \
        if (device && result == 0) become_node(device->path, &status->st_mode, &status->st_rdev);                          \
        return result;                                                                                                      \
    }
FSTAT(fstat, stat)
FSTAT(fstat64, stat64)

int access(const char *path, int mode) {
    NEXT(access);
    char file[PATH_MAX], controls[PATH_MAX];
    struct settings settings;
    int found = camera(path, file, controls);
    if (found < 0) return -1;
    if (found && settings_read(file, &settings) && settings.fault == FAULT_DENIED) {
        errno = EACCES;
        return mode == F_OK ? 0 : -1;
    }
    return next_access(found ? file : path, mode);
}

DIR *opendir(const char *path) {
    NEXT(opendir);
    char real[PATH_MAX];
    return next_opendir(is_ours(path, real) ? real : path);
}

ssize_t readlink(const char *path, char *target, size_t capacity) {
    NEXT(readlink);
    char real[PATH_MAX];
    return next_readlink(is_ours(path, real) ? real : path, target, capacity);
}

int inotify_add_watch(int fd, const char *path, uint32_t mask) {
    NEXT(inotify_add_watch);
    char real[PATH_MAX];
    return next_inotify_add_watch(fd, is_ours(path, real) ? real : path, mask);
}

/// Seconds that the clock on the wall was put forward or back, as people and time servers do it.
static long shift(void) {
    const char *folder = getenv(FOLDER_VARIABLE);
    char path[PATH_MAX];
    if (!folder) return 0;
    snprintf(path, sizeof path, "%s/clock", folder);
    NEXT(fopen);
    FILE *file = next_fopen(path, "re");
    if (!file) return 0;
    long seconds = 0;
    if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
    fclose(file);
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    NEXT(clock_gettime);
    int result = next_clock_gettime(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += shift();
    return result;
}

int gettimeofday(struct timeval *time, void *zone) {
    NEXT(gettimeofday);
    int result = next_gettimeofday(time, zone);
    if (result == 0) time->tv_sec += shift();
    return result;
}
