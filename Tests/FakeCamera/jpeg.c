// A JPEG of squares of one colour each: only the first coefficient of a block is not zero, so there is no transform.

#include "camera.h"

#include <string.h>

struct writer {
    uint8_t *bytes;
    size_t capacity, used;
    uint32_t bits;
    int waiting;
};

static void put(struct writer *writer, uint8_t byte) {
    if (writer->used < writer->capacity) writer->bytes[writer->used] = byte;
    writer->used++;
}

static void put_all(struct writer *writer, const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) put(writer, bytes[i]);
}

static void put_bits(struct writer *writer, uint32_t value, int count) {
    for (int i = count - 1; i >= 0; i--) {
        writer->bits = writer->bits << 1 | (value >> i & 1);
        if (++writer->waiting < 8) continue;
        uint8_t byte = (uint8_t)writer->bits;
        put(writer, byte);
        // A byte of ones in the data is told from a marker by a zero behind it.
        if (byte == 0xFF) put(writer, 0);
        writer->bits = 0;
        writer->waiting = 0;
    }
}

// The codes of ITU-T T.81, table K.3: how many of each length, and the sizes of a difference that they stand for.
static const uint8_t lengths[16] = {0, 1, 5, 1, 1, 1, 1, 1, 1};
static const uint8_t sizes[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
static const uint16_t code[9] = {0x0, 0x2, 0x3, 0x4, 0x5, 0x6, 0xE, 0x1E, 0x3E};
static const uint8_t code_length[9] = {2, 3, 3, 3, 3, 3, 4, 5, 6};

static void put_block(struct writer *writer, int value, int *last) {
    int difference = value - *last, magnitude = difference < 0 ? -difference : difference, size = 0;
    *last = value;
    while (magnitude >> size) size++;
    put_bits(writer, code[size], code_length[size]);
    put_bits(writer, (uint32_t)(difference < 0 ? difference + (1 << size) - 1 : difference), size);
    // The only code for what follows in a block: nothing.
    put_bits(writer, 0, 1);
}

static void put_headers(struct writer *writer, struct size size) {
    static const uint8_t start[] = {0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0};
    put_all(writer, start, sizeof start);
    // The first coefficient is eight times the mean: with a step of eight it is the mean.
    for (int i = 0; i < 64; i++) put(writer, 8);
    const uint8_t frame[] = {
        0xFF, 0xC0, 0, 17, 8, (uint8_t)(size.height >> 8), (uint8_t)size.height, (uint8_t)(size.width >> 8),
        (uint8_t)size.width, 3, 1, 0x21, 0, 2, 0x11, 0, 3, 0x11, 0};
    put_all(writer, frame, sizeof frame);
    static const uint8_t first[] = {0xFF, 0xC4, 0, 31, 0x00}, others[] = {0xFF, 0xC4, 0, 20, 0x10, 1};
    put_all(writer, first, sizeof first);
    put_all(writer, lengths, sizeof lengths);
    put_all(writer, sizes, sizeof sizes);
    put_all(writer, others, sizeof others);
    for (int i = 0; i < 16; i++) put(writer, 0);
    static const uint8_t scan[] = {0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0};
    put_all(writer, scan, sizeof scan);
}

size_t picture_jpeg(struct frame frame, struct size size, uint8_t *bytes, size_t capacity) {
    struct writer writer = {bytes, capacity, 0, 0, 0};
    put_headers(&writer, size);
    int y = 0, cb = 0, cr = 0;
    // 4:2:2 as webcams send it: two squares of light beside each other share one of colour.
    for (int row = 0; row < size.height / 8; row++) {
        for (int column = 0; column < size.width / 8; column += 2) {
            struct colour left = picture_colour(frame, size, column, row);
            struct colour right = picture_colour(frame, size, column + 1, row);
            put_block(&writer, left.y - 128, &y);
            put_block(&writer, right.y - 128, &y);
            put_block(&writer, (left.cb + right.cb) / 2 - 128, &cb);
            put_block(&writer, (left.cr + right.cr) / 2 - 128, &cr);
        }
    }
    put_bits(&writer, 0x7F, 7 & (8 - writer.waiting));
    put(&writer, 0xFF);
    put(&writer, 0xD9);
    return writer.used <= capacity ? writer.used : 0;
}
