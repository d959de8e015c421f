// What local normalisation and pooling do to every value of every map.
#include "vectors.h"

/// The sum of the lanes of a vector, as a balanced tree.
INLINE float sum(const vector *value) {
    float lanes[KERNEL_LANES];
    *(vector *)lanes = *value;
    for (int half = KERNEL_LANES / 2; half > 0; half /= 2) {
        UNROLLED for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
    }
    return lanes[0];
}

KERNEL void kernel_sum_maps(const float *pixels, long lanes, long width, float *sums) {
    for (long pixel = 0; pixel < width; pixel++, pixels += lanes) {
        vector total = {0};
        for (long lane = 0; lane < lanes; lane += KERNEL_LANES) total += *(const vector *)(pixels + lane);
        sums[pixel] = sum(&total);
    }
}

KERNEL void kernel_sum_squares(const float *pixels, const float *means, const float *real, long lanes, long width,
                               float *sums) {
    for (long pixel = 0; pixel < width; pixel++, pixels += lanes) {
        vector total = {0};
        for (long lane = 0; lane < lanes; lane += KERNEL_LANES) {
            vector difference = (*(const vector *)(pixels + lane) - means[pixel]) * *(const vector *)(real + lane);
            total += difference * difference;
        }
        sums[pixel] = sum(&total);
    }
}

/// Takes one row of pixels into blocks; the kind is a constant where this is inlined.
INLINE void pool_row(const int kind, const float *pixels, const float *means, const float *scales, long lanes,
                     long block, long blocks, float *values) {
    for (long b = 0; b < blocks; b++, values += lanes, pixels += block * lanes, means += block, scales += block) {
        for (long lane = 0; lane < lanes; lane += KERNEL_LANES) {
            vector total = *(const vector *)(values + lane);
            for (long pixel = 0; pixel < block; pixel++) {
                vector y = (*(const vector *)(pixels + pixel * lanes + lane) - means[pixel]) * scales[pixel];
                if (kind == KERNEL_SUM) total += y;
                if (kind == KERNEL_SQUARES) total += y * y;
                if (kind == KERNEL_LARGEST) total = __builtin_elementwise_max(total, y);
            }
            *(vector *)(values + lane) = total;
        }
    }
}

KERNEL void kernel_pool_row(int kind, const float *pixels, const float *means, const float *scales, long lanes,
                            long block, long blocks, float *values) {
    if (kind == KERNEL_SUM) pool_row(KERNEL_SUM, pixels, means, scales, lanes, block, blocks, values);
    if (kind == KERNEL_SQUARES) pool_row(KERNEL_SQUARES, pixels, means, scales, lanes, block, blocks, values);
    if (kind == KERNEL_LARGEST) pool_row(KERNEL_LARGEST, pixels, means, scales, lanes, block, blocks, values);
}
