// What the files of the fake camera share.
#pragma once

#include <linux/videodev2.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOST_SIZES 8
#define MOST_RATES 4
#define MOST_BUFFERS 32

// What is loaded before a program stands before its libraries' functions of the same names: these are for us alone.
#pragma GCC visibility push(hidden)

/// The environment variable that names the folder.
#define FOLDER_VARIABLE "SHOWTELL_FAKE_CAMERA"

enum fault { FAULT_NONE, FAULT_SILENT, FAULT_BUSY, FAULT_DENIED, FAULT_BROKEN, FAULT_WEDGED };

struct size {
    int width, height;
};

/// What the file of a camera says.
struct settings {
    char card[32], bus[32], frames[256];
    bool metadata;
    int formats, sizes, rates;
    uint32_t format[2];
    struct size size[MOST_SIZES], sends;
    int rate[MOST_RATES];
    int corrupt, slow, plug;
    bool has_old_names;
    enum fault fault;
};

/// Reads a camera's file; false when it is not there.
bool settings_read(const char *path, struct settings *settings);

/// What its controls stand at, as far as it shows in the picture.
struct look {
    int brightness, gain, exposure, temperature;
};

struct frame {
    uint32_t number;
    uint32_t milliseconds;
    struct look look;
};

/// Paints a frame. Returns the bytes used, at most `capacity`.
size_t picture_yuyv(struct frame frame, struct size size, uint8_t *bytes, size_t capacity);
size_t picture_jpeg(struct frame frame, struct size size, uint8_t *bytes, size_t capacity);

struct colour {
    uint8_t y, cb, cr;
};

/// The colour of a square of 8 × 8 pixels.
struct colour picture_colour(struct frame frame, struct size size, int column, int row);

enum buffer_state { BUFFER_IDLE, BUFFER_QUEUED, BUFFER_DONE };

struct buffer {
    enum buffer_state state;
    uint32_t used, sequence, flags;
    struct timeval stamp;
};

/// One opening of a camera.
struct device {
    char path[512], controls[512];
    // The reading end of a pipe that holds a byte for every frame that is ready: poll and select wait on it by themselves.
    int fd, ready, descriptors;
    // Cameras have one owner at a time among all processes: a lock on this file.
    int owner;
    bool is_owner;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool closing, gone, streaming;
    struct settings settings;
    uint32_t format;
    struct size size;
    int rate;
    int memory;
    size_t length;
    unsigned count;
    struct buffer buffer[MOST_BUFFERS];
    uint8_t *bytes;
    // Numbers of buffers in the order in which they were queued and filled.
    unsigned queued[MOST_BUFFERS], done[MOST_BUFFERS], queued_count, done_count;
    uint32_t sequence;
};

/// Opens a camera; -1 with errno.
int device_open(const char *path, const char *controls, int flags);
struct device *device_of(int fd);
/// Counts one more descriptor of an opening, and one less; the last one ends it. The descriptor itself stays open.
void device_share(struct device *device, int fd);
void device_close(struct device *device, int fd);
void device_stop(struct device *device);
/// Waits for as long as the camera's file says that it is wedged. With the lock held, which is let go meanwhile.
void device_wedge(struct device *device);
bool device_own(struct device *device);
void device_disown(struct device *device);

/// The thread of an opening: fills buffers at the camera's rate.
void *stream_run(void *device);

/// An ioctl, with the lock held; 0 or an errno. DQBUF comes without the lock.
int requests_answer(struct device *device, unsigned long request, void *argument);
int requests_dequeue(struct device *device, struct v4l2_buffer *buffer);
int buffers_answer(struct device *device, unsigned long request, void *argument);
int controls_answer(struct device *device, unsigned long request, void *argument);
struct look controls_look(const char *path);

uint64_t monotonic_nanoseconds(void);

#pragma GCC visibility pop
