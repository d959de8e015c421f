// The filters of a stage with tanh and rectification: nearly all of the extractor's arithmetic.
#include "vectors.h"

/// Pixels of a row that are filtered together. Six vectors of sums stay in registers, with AVX2 too, and every weight
/// that is loaded serves six multiplications.
enum { TILE = 6 };

/// tanh(x) as a rational function of x², relative error at most 4·10⁻⁷.
///
/// Coefficients: weighted least squares after Lawson (1961) to the relative error on 0…9, which leaves 2·10⁻⁸ before
/// rounding. Beyond 9 the nearest float is 1.
INLINE void squash(vector *value) {
    vector x = __builtin_elementwise_max(__builtin_elementwise_min(*value, SPLAT(9.0f)), SPLAT(-9.0f));
    vector s = x * x;
    vector p = SPLAT(1.3354459535e-08f);
    p = p * s + 2.0608931082e-05f;
    p = p * s + 3.4955787978e-03f;
    p = p * s + 1.3381017775e-01f;
    p = p * s + 9.9999997947e-01f;
    vector q = SPLAT(7.7764738749e-07f);
    q = q * s + 3.2856196366e-04f;
    q = q * s + 2.5876946655e-02f;
    q = q * s + 4.6714333373e-01f;
    q = q * s + 1.0f;
    *value = __builtin_elementwise_max(__builtin_elementwise_min(x * p / q, SPLAT(1.0f)), SPLAT(-1.0f));
}

/// Writes a pixel's squashed values as the rectification says.
INLINE void rectify(const kernel_filters *filters, const vector *value, float *out) {
    if (filters->rectification == KERNEL_SIGNED) {
        *(vector *)out = *value;
    } else if (filters->rectification == KERNEL_ABSOLUTE) {
        *(vector *)out = __builtin_elementwise_abs(*value);
    } else {
        *(vector *)out = __builtin_elementwise_max(*value, SPLAT(0.0f));
        if (filters->rectification == KERNEL_POSITIVE) return;
        *(vector *)(out + filters->otherSign) = __builtin_elementwise_max(-*value, SPLAT(0.0f));
    }
}

/// `count` pixels (a constant where this is inlined) from column `column` on.
INLINE void filter_tile(const int count, const kernel_filters *filters, long row, long column, float *out, long lanes) {
    // All loops over the tile are unrolled: only so are its sums registers rather than memory.
    vector sums[TILE];
    UNROLLED for (int pixel = 0; pixel < count; pixel++) sums[pixel] = *(const vector *)filters->biases;

    const float *weights = filters->weights;
    for (long input = 0; input < filters->inputCount; input++) {
        const float *x = filters->planes + filters->inputs[input] * filters->planeSize + row * filters->columns + column;
        for (long i = 0; i < filters->kernelRows; i++, x += filters->columns) {
            for (long j = 0; j < filters->kernelColumns; j++, weights += KERNEL_LANES) {
                vector weight = *(const vector *)weights;
                UNROLLED for (int pixel = 0; pixel < count; pixel++) sums[pixel] += weight * x[j + pixel];
            }
        }
    }

    vector gain = *(const vector *)filters->gains;
    UNROLLED for (int pixel = 0; pixel < count; pixel++) {
        squash(&sums[pixel]);
        sums[pixel] *= gain;
        rectify(filters, &sums[pixel], out + (column + pixel) * lanes);
    }
}

KERNEL void kernel_filter_row(const kernel_filters *filters, long row, long width, float *out, long lanes) {
    if (width < TILE) {
        for (long column = 0; column < width; column++) filter_tile(1, filters, row, column, out, lanes);
        return;
    }
    for (long column = 0; column < width; column += TILE) {
        // The last tile is moved back into the row: it repeats some pixels, with the same result.
        long start = column + TILE <= width ? column : width - TILE;
        filter_tile(TILE, filters, row, start, out, lanes);
    }
}
