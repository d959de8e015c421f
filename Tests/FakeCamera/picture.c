// What the camera sees: a slow pattern of squares, and on it a barcode of the frame's number and its time of capture.

#include "camera.h"

#include <string.h>

// Where the barcode stands, in squares of 8 pixels: four rows of 32, the highest bit first. The rows are the frame's
// number, the milliseconds of the monotonic clock, their exclusive or with a constant, and a constant. Tests read the
// same (FakeCameraCode.swift). It keeps clear of what the daemon draws at the upper right and at the lower left.
enum { CODE_COLUMN = 2, CODE_ROW = 6, CODE_BITS = 32 };
#define CODE_MARK 0x5A5AA5A5u

static int clamped(int value, int low, int high) { return value < low ? low : value > high ? high : value; }

struct colour picture_colour(struct frame frame, struct size size, int column, int row) {
    int bit = column - CODE_COLUMN, line = row - CODE_ROW;
    if (bit >= -1 && bit <= CODE_BITS && line >= -1 && line <= 4) {
        uint32_t lines[4] = {frame.number, frame.milliseconds, frame.number ^ frame.milliseconds ^ CODE_MARK, CODE_MARK};
        bool inside = bit >= 0 && bit < CODE_BITS && line >= 0 && line < 4;
        bool white = inside && (lines[line] >> (CODE_BITS - 1 - bit) & 1);
        return (struct colour){white ? 220 : 30, 128, 128};
    }
    // A disc that goes round the middle once in four seconds, on a slope of grey.
    static const int8_t around[16][2] = {{8, 0},  {7, 3},   {6, 6},   {3, 7},   {0, 8},  {-3, 7}, {-6, 6}, {-7, 3},
                                         {-8, 0}, {-7, -3}, {-6, -6}, {-3, -7}, {0, -8}, {3, -7}, {6, -6}, {7, -3}};
    const int8_t *centre = around[frame.milliseconds / 250 % 16];
    int columns = size.width / 8, rows = size.height / 8;
    int x = column - columns / 2 - centre[0] * columns / 40, y = row - rows / 2 - centre[1] * rows / 40;
    bool disc = x * x + y * y < rows * rows / 25;
    int light = (disc ? 200 : 60 + 60 * column / columns + 20 * row / rows) * frame.look.exposure / 250;
    light = light * (100 + frame.look.gain) / 100 + frame.look.brightness;
    int warm = (frame.look.temperature - 4600) / 100;
    return (struct colour){
        (uint8_t)clamped(light, 0, 255), (uint8_t)clamped((disc ? 90 : 128) - warm, 0, 255),
        (uint8_t)clamped((disc ? 190 : 128) + warm, 0, 255)};
}

size_t picture_yuyv(struct frame frame, struct size size, uint8_t *bytes, size_t capacity) {
    size_t stride = 2 * (size_t)size.width, used = stride * (size_t)size.height;
    if (used > capacity) return 0;
    for (int row = 0; row < size.height / 8; row++) {
        uint8_t *first = bytes + 8 * (size_t)row * stride;
        for (int column = 0; column < size.width / 8; column++) {
            struct colour colour = picture_colour(frame, size, column, row);
            const uint8_t pair[4] = {colour.y, colour.cb, colour.y, colour.cr};
            for (int i = 0; i < 4; i++) memcpy(first + 16 * column + 4 * i, pair, 4);
        }
        for (int i = 1; i < 8; i++) memcpy(first + (size_t)i * stride, first, stride);
    }
    return used;
}
