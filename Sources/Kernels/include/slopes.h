// What supervised refinement does to maps, there and back, in C for the same reason as kernels.h.
//
// Maps lie pixel by pixel: `lanes` values a pixel, one a map, any number. A slope is the derivative of the loss by a value;
// a curvature is the diagonal of its Gauss-Newton second derivative. Memory that is written overlaps no other.
#pragma once

#include <stdint.h>

/// values ← t = tanh(value + bias), and `rectified` receives what the rectification leaves of g · t: `lanes` values a
/// pixel, or twice as many for KERNEL_SPLIT. `sums` receives their sum for each pixel.
void kernel_squash_maps(float *values, const float *biases, const float *gains, int rectification, long lanes,
                        long pixels, float *rectified, float *sums);

/// The way back through kernel_squash_maps.
///
/// `slopes` are those of the rectified values, each pixel's `corrections` yet to be subtracted. `squashed` holds t and
/// receives the slopes of what tanh was given; `gainSlopes` and `biasSlopes` are added to.
void kernel_squash_slopes(const float *slopes, const float *corrections, float *squashed, const float *gains,
                          int rectification, long lanes, long pixels, float *gainSlopes, float *biasSlopes);

/// The same for curvatures, which nothing is subtracted from.
void kernel_squash_curvatures(const float *curvatures, float *squashed, const float *gains, int rectification,
                              long lanes, long pixels, float *gainCurvatures, float *biasCurvatures);

/// Subtracts each pixel's mean; `squares` receives each pixel's sum of squares.
void kernel_centre_maps(float *values, const float *means, long lanes, long pixels, float *squares);

/// `products` receives Σ a · b of each pixel.
void kernel_inner_maps(const float *a, const float *b, long lanes, long pixels, float *products);

/// slopes ← slope · scale − value · pull with each pixel's own scale and pull; `sums` receives each pixel's sum.
void kernel_normalise_slopes(float *slopes, const float *values, const float *scales, const float *pulls, long lanes,
                             long pixels, float *sums);

/// A window that is pooled.
typedef struct {
    /// KERNEL_SUM for the mean, KERNEL_SQUARES for the root of the mean square, KERNEL_LARGEST.
    int kind;
    /// Rows and columns of the window.
    long rows, columns;
    /// Pixels from one row of the maps to the next.
    long step;
    /// Values a pixel.
    long lanes;
} kernel_window;

/// `pooled` receives what is taken of value · scale; of the largest, `winners` receives which pixel it stood at.
void kernel_pool_window(const kernel_window *window, const float *values, const float *scales, float *pooled,
                        int32_t *winners);

/// Adds to the slopes of value · scale what the slopes of `pooled` make of them.
void kernel_pool_slopes(const kernel_window *window, const float *values, const float *scales, const float *pooled,
                        const int32_t *winners, const float *pooledSlopes, float *slopes);

/// The same for curvatures.
void kernel_pool_curvatures(const kernel_window *window, const float *values, const float *scales, const float *pooled,
                            const int32_t *winners, const float *pooledCurvatures, float *curvatures);

/// sum ← sum + x, `count` values.
void kernel_add(float *sum, const float *x, long count);
