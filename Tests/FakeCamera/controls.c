// Controls, as webcams have them: what is automatic drifts until it is locked, and refuses to be set until then.

#include "camera.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct control {
    uint32_t id, type;
    const char *name, *key;
    int low, high, step, usual;
    // The control that must stand at `manual` before this one can be set; 0 for none.
    uint32_t master;
    int manual;
    // How far it drifts while it is automatic.
    int drift;
};

static const struct control table[] = {
    {V4L2_CID_BRIGHTNESS, V4L2_CTRL_TYPE_INTEGER, "Brightness", "brightness", -64, 64, 1, 0, 0, 0, 0},
    {V4L2_CID_CONTRAST, V4L2_CTRL_TYPE_INTEGER, "Contrast", "contrast", 0, 64, 1, 32, 0, 0, 0},
    {V4L2_CID_AUTO_WHITE_BALANCE, V4L2_CTRL_TYPE_BOOLEAN, "White Balance, Automatic", "white_balance_automatic", 0, 1, 1,
     1, 0, 0, 0},
    {V4L2_CID_GAIN, V4L2_CTRL_TYPE_INTEGER, "Gain", "gain", 0, 100, 1, 0, 0, 0, 0},
    {V4L2_CID_POWER_LINE_FREQUENCY, V4L2_CTRL_TYPE_MENU, "Power Line Frequency", "power_line_frequency", 0, 2, 1, 1, 0, 0,
     0},
    {V4L2_CID_WHITE_BALANCE_TEMPERATURE, V4L2_CTRL_TYPE_INTEGER, "White Balance Temperature",
     "white_balance_temperature", 2800, 6500, 1, 4600, V4L2_CID_AUTO_WHITE_BALANCE, 0, 600},
    {V4L2_CID_EXPOSURE_AUTO, V4L2_CTRL_TYPE_MENU, "Auto Exposure", "auto_exposure", 0, 3, 1, 3, 0, 0, 0},
    {V4L2_CID_EXPOSURE_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, "Exposure Time, Absolute", "exposure_time_absolute", 1, 5000, 1,
     250, V4L2_CID_EXPOSURE_AUTO, V4L2_EXPOSURE_MANUAL, 60},
    {V4L2_CID_EXPOSURE_AUTO_PRIORITY, V4L2_CTRL_TYPE_BOOLEAN, "Exposure, Dynamic Framerate",
     "exposure_dynamic_framerate", 0, 1, 1, 0, 0, 0, 0},
    {V4L2_CID_FOCUS_ABSOLUTE, V4L2_CTRL_TYPE_INTEGER, "Focus, Absolute", "focus_absolute", 0, 250, 5, 30,
     V4L2_CID_FOCUS_AUTO, 0, 20},
    {V4L2_CID_FOCUS_AUTO, V4L2_CTRL_TYPE_BOOLEAN, "Focus, Automatic Continuous", "focus_automatic_continuous", 0, 1, 1, 1,
     0, 0, 0},
};
enum { COUNT = sizeof table / sizeof *table };

static const struct control *named(uint32_t id) {
    for (int i = 0; i < COUNT; i++)
        if (table[i].id == id) return &table[i];
    return NULL;
}

/// What kernels before 6.0 called a control; NULL where that was the same.
static const char *old_label(uint32_t id) {
    switch (id) {
    case V4L2_CID_AUTO_WHITE_BALANCE: return "White Balance Temperature, Auto";
    case V4L2_CID_EXPOSURE_AUTO: return "Exposure, Auto";
    case V4L2_CID_EXPOSURE_ABSOLUTE: return "Exposure (Absolute)";
    case V4L2_CID_EXPOSURE_AUTO_PRIORITY: return "Exposure, Auto Priority";
    case V4L2_CID_FOCUS_ABSOLUTE: return "Focus (absolute)";
    case V4L2_CID_FOCUS_AUTO: return "Focus, Auto";
    default: return NULL;
    }
}

static const char *label(const struct device *device, const struct control *control) {
    const char *old = device->settings.has_old_names ? old_label(control->id) : NULL;
    return old ? old : control->name;
}

/// What all controls were set to; a camera that was plugged in anew has its usual values.
static void load(const char *path, int values[COUNT]) {
    for (int i = 0; i < COUNT; i++) values[i] = table[i].usual;
    FILE *file = fopen(path, "re");
    if (!file) return;
    char key[64];
    int value;
    while (fscanf(file, "%63[^=]=%d\n", key, &value) == 2)
        for (int i = 0; i < COUNT; i++)
            if (!strcmp(key, table[i].key)) values[i] = value;
    fclose(file);
}

/// Writes all values as a whole, so that no reader sees half of them.
static int store(const char *path, const int values[COUNT]) {
    char next[600];
    snprintf(next, sizeof next, "%s.%d", path, (int)getpid());
    FILE *file = fopen(next, "we");
    if (!file) return EIO;
    for (int i = 0; i < COUNT; i++) fprintf(file, "%s=%d\n", table[i].key, values[i]);
    fclose(file);
    return rename(next, path) < 0 ? EIO : 0;
}

static bool is_automatic(const struct control *control, const int values[COUNT]) {
    if (!control->master) return false;
    const struct control *master = named(control->master);
    return master && values[master - table] != control->manual;
}

/// What a control stands at now: what is automatic goes up and down every seven seconds.
static int current(const struct control *control, const int values[COUNT]) {
    int value = values[control - table];
    if (!is_automatic(control, values)) return value;
    double phase = (double)monotonic_nanoseconds() / 7e9;
    return control->usual + (int)lround(control->drift * sin(2 * M_PI * phase)) / control->step * control->step;
}

struct look controls_look(const char *path) {
    int values[COUNT];
    load(path, values);
    int now[COUNT];
    for (int i = 0; i < COUNT; i++) now[i] = current(&table[i], values);
#define NOW(id) now[named(id) - table]
    return (struct look){
        NOW(V4L2_CID_BRIGHTNESS), NOW(V4L2_CID_GAIN), NOW(V4L2_CID_EXPOSURE_ABSOLUTE),
        NOW(V4L2_CID_WHITE_BALANCE_TEMPERATURE)};
}

static uint32_t flags(const struct control *control, const int values[COUNT]) {
    return is_automatic(control, values) ? V4L2_CTRL_FLAG_INACTIVE : 0;
}

/// The control of an id, or the first one behind it when the id has the flag for that.
static const struct control *asked(uint32_t id) {
    if (!(id & (V4L2_CTRL_FLAG_NEXT_CTRL | V4L2_CTRL_FLAG_NEXT_COMPOUND))) return named(id);
    if (!(id & V4L2_CTRL_FLAG_NEXT_CTRL)) return NULL;
    const struct control *next = NULL;
    for (int i = 0; i < COUNT; i++)
        if (table[i].id > (id & V4L2_CTRL_ID_MASK) && (!next || table[i].id < next->id)) next = &table[i];
    return next;
}

static int query(const struct device *device, const int values[COUNT], struct v4l2_queryctrl *answer) {
    const struct control *control = asked(answer->id);
    if (!control) return EINVAL;
    *answer = (struct v4l2_queryctrl){
        .id = control->id, .type = control->type, .minimum = control->low, .maximum = control->high,
        .step = control->step, .default_value = control->usual, .flags = flags(control, values)};
    snprintf((char *)answer->name, sizeof answer->name, "%s", label(device, control));
    return 0;
}

static int query_extended(
    const struct device *device, const int values[COUNT], struct v4l2_query_ext_ctrl *answer) {
    const struct control *control = asked(answer->id);
    if (!control) return EINVAL;
    *answer = (struct v4l2_query_ext_ctrl){
        .id = control->id, .type = control->type, .minimum = control->low, .maximum = control->high,
        .step = (unsigned)control->step, .default_value = control->usual, .flags = flags(control, values),
        .elem_size = 4, .elems = 1};
    snprintf(answer->name, sizeof answer->name, "%s", label(device, control));
    return 0;
}

static int menu(struct v4l2_querymenu *answer) {
    static const char *const lines[] = {"Disabled", "50 Hz", "60 Hz"};
    static const char *const exposures[] = {NULL, "Manual Mode", NULL, "Aperture Priority Mode"};
    const char *name = NULL;
    if (answer->id == V4L2_CID_POWER_LINE_FREQUENCY && answer->index < 3) name = lines[answer->index];
    if (answer->id == V4L2_CID_EXPOSURE_AUTO && answer->index < 4) name = exposures[answer->index];
    if (!name) return EINVAL;
    snprintf((char *)answer->name, sizeof answer->name, "%s", name);
    answer->reserved = 0;
    return 0;
}

static int change(int values[COUNT], uint32_t id, int *value) {
    const struct control *control = named(id);
    if (!control) return EINVAL;
    if (is_automatic(control, values)) return EACCES;
    struct v4l2_querymenu entry = {.id = id, .index = (unsigned)*value};
    if (control->type == V4L2_CTRL_TYPE_MENU && menu(&entry)) return EINVAL;
    if (*value < control->low) *value = control->low;
    if (*value > control->high) *value = control->high;
    *value -= (*value - control->low) % control->step;
    values[control - table] = *value;
    return 0;
}

/// Sets a control, and keeps what hangs on it where it stands at that moment.
static int settle(int values[COUNT], uint32_t id, int *value) {
    int before[COUNT];
    for (int i = 0; i < COUNT; i++) before[i] = current(&table[i], values);
    int error = change(values, id, value);
    for (int i = 0; !error && i < COUNT; i++)
        if (table[i].master == id) values[i] = before[i];
    return error;
}

static int extended(const char *path, int values[COUNT], struct v4l2_ext_controls *asked, bool sets, bool keeps) {
    for (uint32_t i = 0; i < asked->count; i++) {
        struct v4l2_ext_control *one = &asked->controls[i];
        const struct control *control = named(one->id);
        // A copy: the field of the packed structure may lie anywhere.
        int value = one->value;
        int error = !control ? EINVAL : sets ? settle(values, one->id, &value) : 0;
        if (control) one->value = sets ? value : current(control, values);
        asked->error_idx = i;
        if (error) return error;
    }
    return sets && keeps ? store(path, values) : 0;
}

int controls_answer(struct device *device, unsigned long request, void *argument) {
    int values[COUNT];
    load(device->controls, values);
    struct v4l2_control *one = argument;
    switch (request) {
    case VIDIOC_QUERYCTRL: return query(device, values, argument);
    case VIDIOC_QUERY_EXT_CTRL: return query_extended(device, values, argument);
    case VIDIOC_QUERYMENU: return menu(argument);
    case VIDIOC_G_CTRL: {
        const struct control *control = named(one->id);
        if (control) one->value = current(control, values);
        return control ? 0 : EINVAL;
    }
    case VIDIOC_S_CTRL: {
        int error = settle(values, one->id, &one->value);
        return error ? error : store(device->controls, values);
    }
    case VIDIOC_G_EXT_CTRLS: return extended(device->controls, values, argument, false, false);
    case VIDIOC_S_EXT_CTRLS: return extended(device->controls, values, argument, true, true);
    case VIDIOC_TRY_EXT_CTRLS: return extended(device->controls, values, argument, true, false);
    default: return ENOTTY;
    }
}
