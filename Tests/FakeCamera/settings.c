// The file of a camera: lines KEY=VALUE.

#include "camera.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void text(char *target, size_t capacity, const char *value) { snprintf(target, capacity, "%s", value); }

static struct size size(const char *value) {
    struct size result = {0, 0};
    if (sscanf(value, "%dx%d", &result.width, &result.height) != 2) result = (struct size){0, 0};
    return result;
}

static void formats(struct settings *settings, char *value) {
    char *rest = NULL;
    settings->formats = 0;
    for (char *name = strtok_r(value, ",", &rest); name && settings->formats < 2; name = strtok_r(NULL, ",", &rest))
        settings->format[settings->formats++] = strcmp(name, "MJPG") ? V4L2_PIX_FMT_YUYV : V4L2_PIX_FMT_MJPEG;
}

static void sizes(struct settings *settings, char *value) {
    char *rest = NULL;
    settings->sizes = 0;
    for (char *name = strtok_r(value, ",", &rest); name && settings->sizes < MOST_SIZES;
         name = strtok_r(NULL, ",", &rest))
        settings->size[settings->sizes++] = size(name);
}

static void rates(struct settings *settings, char *value) {
    char *rest = NULL;
    settings->rates = 0;
    for (char *name = strtok_r(value, ",", &rest); name && settings->rates < MOST_RATES;
         name = strtok_r(NULL, ",", &rest))
        settings->rate[settings->rates++] = atoi(name);
}

static enum fault fault(const char *value) {
    if (!strcmp(value, "silent")) return FAULT_SILENT;
    if (!strcmp(value, "busy")) return FAULT_BUSY;
    if (!strcmp(value, "denied")) return FAULT_DENIED;
    if (!strcmp(value, "broken")) return FAULT_BROKEN;
    if (!strcmp(value, "wedged")) return FAULT_WEDGED;
    return FAULT_NONE;
}

static void read_line(struct settings *settings, const char *key, char *value) {
    if (!strcmp(key, "card")) text(settings->card, sizeof settings->card, value);
    else if (!strcmp(key, "bus")) text(settings->bus, sizeof settings->bus, value);
    else if (!strcmp(key, "frames")) text(settings->frames, sizeof settings->frames, value);
    else if (!strcmp(key, "node")) settings->metadata = !strcmp(value, "metadata");
    else if (!strcmp(key, "formats")) formats(settings, value);
    else if (!strcmp(key, "sizes")) sizes(settings, value);
    else if (!strcmp(key, "rates")) rates(settings, value);
    else if (!strcmp(key, "sends")) settings->sends = size(value);
    else if (!strcmp(key, "corrupt")) settings->corrupt = atoi(value);
    else if (!strcmp(key, "slow")) settings->slow = atoi(value);
    else if (!strcmp(key, "names")) settings->has_old_names = !strcmp(value, "old");
    else if (!strcmp(key, "plug")) settings->plug = atoi(value);
    else if (!strcmp(key, "fault")) settings->fault = fault(value);
    else fprintf(stderr, "fake camera: unknown key “%s”\n", key);
}

bool settings_read(const char *path, struct settings *settings) {
    FILE *file = fopen(path, "re");
    if (!file) return false;
    *settings = (struct settings){
        .card = "Fake Camera: Fake Camera", .bus = "usb-0000:00:14.0-1", .formats = 2, .sizes = 2, .rates = 2,
        .format = {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV}, .size = {{640, 480}, {320, 240}}, .rate = {30, 15}};
    char line[512];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        char *value = strchr(line, '=');
        if (!value) continue;
        *value++ = 0;
        read_line(settings, line, value);
    }
    fclose(file);
    return true;
}
