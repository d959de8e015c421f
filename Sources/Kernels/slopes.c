// The modules of a stage forwards and backwards, as refinement needs them; the loops are plain, and the compiler makes
// vectors of them.
#include "slopes.h"
#include "vectors.h"

#include <math.h>

/// tanh(x) as in filter_tile.h, of one number.
INLINE float squash(float x) {
    x = x < 9.0f ? x : 9.0f;
    x = x > -9.0f ? x : -9.0f;
    float s = x * x;
    float p = 1.3354459535e-08f;
    p = p * s + 2.0608931082e-05f;
    p = p * s + 3.4955787978e-03f;
    p = p * s + 1.3381017775e-01f;
    p = p * s + 9.9999997947e-01f;
    float q = 7.7764738749e-07f;
    q = q * s + 3.2856196366e-04f;
    q = q * s + 2.5876946655e-02f;
    q = q * s + 4.6714333373e-01f;
    q = q * s + 1.0f;
    float y = x * p / q;
    y = y < 1.0f ? y : 1.0f;
    return y > -1.0f ? y : -1.0f;
}

/// Sums may be taken in any order, which is the same at every call.
INLINE float sum_of(const float *restrict x, long count) {
#pragma clang fp reassociate(on)
    float total = 0;
    for (long i = 0; i < count; i++) total += x[i];
    return total;
}

KERNEL void kernel_squash_maps(float *restrict values, const float *restrict biases, const float *restrict gains,
                               int rectification, long lanes, long pixels, float *restrict rectified,
                               float *restrict sums) {
    const long width = rectification == KERNEL_SPLIT ? 2 * lanes : lanes;
    for (long p = 0; p < pixels; p++, values += lanes, rectified += width) {
        for (long i = 0; i < lanes; i++) {
            values[i] = squash(values[i] + biases[i]);
            rectified[i] = gains[i] * values[i];
        }
        if (rectification == KERNEL_ABSOLUTE) {
            for (long i = 0; i < lanes; i++) rectified[i] = fabsf(rectified[i]);
        } else if (rectification == KERNEL_POSITIVE) {
            for (long i = 0; i < lanes; i++) rectified[i] = rectified[i] > 0 ? rectified[i] : 0;
        } else if (rectification == KERNEL_SPLIT) {
            float *restrict other = rectified + lanes;
            for (long i = 0; i < lanes; i++) {
                float y = rectified[i];
                rectified[i] = y > 0 ? y : 0;
                other[i] = y < 0 ? -y : 0;
            }
        }
        sums[p] = sum_of(rectified, width);
    }
}

/// The way back for slopes, or with `squared` for curvatures; all that is asked of `rectification` is settled outside the
/// loop over the lanes.
INLINE void squash_back(const int squared, const int rectification, const float *restrict slopes,
                        const float *restrict corrections, float *restrict squashed, const float *restrict gains,
                        long lanes, long pixels, float *restrict gainSlopes, float *restrict biasSlopes) {
    for (long p = 0; p < pixels; p++, squashed += lanes) {
        const float correction = corrections ? corrections[p] : 0;
        for (long i = 0; i < lanes; i++) {
            float t = squashed[i], y = gains[i] * t, slope = slopes[i] - correction;
            if (rectification == KERNEL_ABSOLUTE && !squared) slope = y < 0 ? -slope : slope;
            if (rectification == KERNEL_POSITIVE) slope = y > 0 ? slope : 0;
            if (rectification == KERNEL_SPLIT) {
                float other = slopes[lanes + i] - correction;
                slope = y > 0 ? slope : squared ? other : -other;
            }
            float through = gains[i] * (1 - t * t);
            gainSlopes[i] += squared ? slope * t * t : slope * t;
            slope *= squared ? through * through : through;
            biasSlopes[i] += slope;
            squashed[i] = slope;
        }
        slopes += rectification == KERNEL_SPLIT ? 2 * lanes : lanes;
    }
}

/// One copy of the loop for each rectification.
INLINE void squash_back_any(const int squared, int rectification, const float *slopes, const float *corrections,
                            float *squashed, const float *gains, long lanes, long pixels, float *gainSlopes,
                            float *biasSlopes) {
#define BACK(kind) \
    if (rectification == kind) \
    squash_back(squared, kind, slopes, corrections, squashed, gains, lanes, pixels, gainSlopes, biasSlopes)
    BACK(KERNEL_SIGNED);
    BACK(KERNEL_ABSOLUTE);
    BACK(KERNEL_POSITIVE);
    BACK(KERNEL_SPLIT);
#undef BACK
}

KERNEL void kernel_squash_slopes(const float *slopes, const float *corrections, float *squashed, const float *gains,
                                 int rectification, long lanes, long pixels, float *gainSlopes, float *biasSlopes) {
    squash_back_any(0, rectification, slopes, corrections, squashed, gains, lanes, pixels, gainSlopes, biasSlopes);
}

KERNEL void kernel_squash_curvatures(const float *curvatures, float *squashed, const float *gains, int rectification,
                                     long lanes, long pixels, float *gainCurvatures, float *biasCurvatures) {
    squash_back_any(1, rectification, curvatures, 0, squashed, gains, lanes, pixels, gainCurvatures, biasCurvatures);
}

KERNEL void kernel_centre_maps(float *restrict values, const float *restrict means, long lanes, long pixels,
                               float *restrict squares) {
#pragma clang fp reassociate(on)
    for (long p = 0; p < pixels; p++, values += lanes) {
        const float mean = means[p];
        float total = 0;
        for (long i = 0; i < lanes; i++) {
            float difference = values[i] - mean;
            values[i] = difference;
            total += difference * difference;
        }
        squares[p] = total;
    }
}

KERNEL void kernel_inner_maps(const float *restrict a, const float *restrict b, long lanes, long pixels,
                              float *restrict products) {
#pragma clang fp reassociate(on)
    for (long p = 0; p < pixels; p++, a += lanes, b += lanes) {
        float total = 0;
        for (long i = 0; i < lanes; i++) total += a[i] * b[i];
        products[p] = total;
    }
}

KERNEL void kernel_normalise_slopes(float *restrict slopes, const float *restrict values, const float *restrict scales,
                                    const float *restrict pulls, long lanes, long pixels, float *restrict sums) {
#pragma clang fp reassociate(on)
    for (long p = 0; p < pixels; p++, slopes += lanes, values += lanes) {
        const float scale = scales[p], pull = pulls[p];
        float total = 0;
        for (long i = 0; i < lanes; i++) {
            float slope = slopes[i] * scale - values[i] * pull;
            slopes[i] = slope;
            total += slope;
        }
        sums[p] = total;
    }
}

KERNEL void kernel_pool_window(const kernel_window *window, const float *restrict values, const float *restrict scales,
                               float *restrict pooled, int32_t *restrict winners) {
    const long lanes = window->lanes;
    const float share = 1.0f / (float)(window->rows * window->columns);
    for (long i = 0; i < lanes; i++) pooled[i] = window->kind == KERNEL_LARGEST ? -INFINITY : 0;
    for (long row = 0; row < window->rows; row++) {
        for (long column = 0; column < window->columns; column++) {
            const long pixel = row * window->step + column;
            const float *restrict x = values + pixel * lanes;
            const float scale = scales[pixel];
            if (window->kind == KERNEL_SUM) {
                for (long i = 0; i < lanes; i++) pooled[i] += scale * x[i];
            } else if (window->kind == KERNEL_SQUARES) {
                for (long i = 0; i < lanes; i++) pooled[i] += (scale * x[i]) * (scale * x[i]);
            } else {
                for (long i = 0; i < lanes; i++) {
                    float y = scale * x[i];
                    winners[i] = y > pooled[i] ? (int32_t)pixel : winners[i];
                    pooled[i] = y > pooled[i] ? y : pooled[i];
                }
            }
        }
    }
    if (window->kind == KERNEL_SUM) for (long i = 0; i < lanes; i++) pooled[i] *= share;
    if (window->kind == KERNEL_SQUARES) for (long i = 0; i < lanes; i++) pooled[i] = sqrtf(pooled[i] * share);
}

/// The way back for slopes, or with `squared` for curvatures.
INLINE void pool_back(const int squared, const kernel_window *window, const float *restrict values,
                      const float *restrict scales, const float *restrict pooled, const int32_t *restrict winners,
                      const float *restrict pooledSlopes, float *restrict slopes) {
    const long lanes = window->lanes;
    if (window->kind == KERNEL_LARGEST) {
        for (long i = 0; i < lanes; i++) slopes[winners[i] * lanes + i] += pooledSlopes[i];
        return;
    }
    const float part = 1.0f / (float)(window->rows * window->columns), share = squared ? part * part : part;
    for (long row = 0; row < window->rows; row++) {
        for (long column = 0; column < window->columns; column++) {
            const long pixel = row * window->step + column;
            float *restrict slope = slopes + pixel * lanes;
            if (window->kind == KERNEL_SUM) {
                for (long i = 0; i < lanes; i++) slope[i] += share * pooledSlopes[i];
            } else {
                const float *restrict x = values + pixel * lanes;
                const float scale = scales[pixel];
                for (long i = 0; i < lanes; i++) {
                    float through = pooled[i] > 0 ? scale * x[i] / pooled[i] : 0;
                    slope[i] += share * (squared ? through * through : through) * pooledSlopes[i];
                }
            }
        }
    }
}

KERNEL void kernel_pool_slopes(const kernel_window *window, const float *values, const float *scales,
                               const float *pooled, const int32_t *winners, const float *pooledSlopes, float *slopes) {
    pool_back(0, window, values, scales, pooled, winners, pooledSlopes, slopes);
}

KERNEL void kernel_pool_curvatures(const kernel_window *window, const float *values, const float *scales,
                                   const float *pooled, const int32_t *winners, const float *pooledCurvatures,
                                   float *curvatures) {
    pool_back(1, window, values, scales, pooled, winners, pooledCurvatures, curvatures);
}

KERNEL void kernel_add(float *restrict sum, const float *restrict x, long count) {
    for (long i = 0; i < count; i++) sum[i] += x[i];
}
