// The step by which the inverse of a triangular factor grows: every row there is, multiplied with new rows and added to
// what becomes of them.
#include "vectors.h"

/// Doubles at any address.
typedef double quad __attribute__((vector_size(32), aligned(8)));

#define LANES 4

/// The same operations in the same order for each line and row, whatever `count` and `width` are.
INLINE void border(const double *values, long first, int count, const double *rows, double *mixed, long step, int width,
                   double *parts) {
    const double *lines[LANES];
    UNROLLED for (int line = 0; line < count; line++) lines[line] = values + (first + line) * (first + line + 1) / 2;
    // Four lines that follow one another end in different places: vectors reach as far as the first of the four does.
    long whole = ((first & ~(LANES - 1L)) + 1) & ~(LANES - 1L);
    quad sums[LANES][LANES] = {{{0}}};
    for (long i = 0; i < whole; i += LANES) {
        quad own[LANES];
        UNROLLED for (int row = 0; row < width; row++) own[row] = *(const quad *)(rows + row * step + i);
        UNROLLED for (int line = 0; line < count; line++) {
            quad value = *(const quad *)(lines[line] + i);
            UNROLLED for (int row = 0; row < width; row++) sums[line][row] += value * own[row];
        }
    }
    quad factors[LANES][LANES];
    UNROLLED for (int line = 0; line < count; line++) {
        UNROLLED for (int row = 0; row < width; row++) {
            quad own = sums[line][row];
            double sum = (own[0] + own[1]) + (own[2] + own[3]);
            for (long i = whole; i <= first + line; i++) sum += lines[line][i] * rows[row * step + i];
            for (long i = whole; i <= first + line; i++) mixed[row * step + i] += sum * lines[line][i];
            parts[line * width + row] = sum;
            factors[line][row] = (quad){sum, sum, sum, sum};
        }
    }
    for (long i = 0; i < whole; i += LANES) {
        UNROLLED for (int row = 0; row < width; row++) {
            quad *target = (quad *)(mixed + row * step + i);
            quad value = *target;
            UNROLLED for (int line = 0; line < count; line++) {
                value += factors[line][row] * *(const quad *)(lines[line] + i);
            }
            *target = value;
        }
    }
}

KERNEL void kernel_border(const double *values, long first, int count, const double *rows, double *mixed, long step,
                          int width, double *parts) {
    if (count == 4 && width == 4) border(values, first, 4, rows, mixed, step, 4, parts);
    else if (count == 4) border(values, first, 4, rows, mixed, step, 1, parts);
    else if (width == 4) border(values, first, 1, rows, mixed, step, 4, parts);
    else border(values, first, 1, rows, mixed, step, 1, parts);
}
