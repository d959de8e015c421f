// The innermost loops of the features, in C so that the compiler makes vectors of them for every level of processor.
//
// Inside a stage, maps lie pixel by pixel: `lanes` values a pixel, one a map, a multiple of KERNEL_LANES. Between
// stages they lie one plane after another. Nothing here allocates, and nothing is remembered between calls.
#pragma once

#include <stdint.h>

/// Maps that are filtered at a time: one vector of AVX-512, two of AVX2, four of NEON.
#define KERNEL_LANES 16

/// What becomes of a filtered and squashed value y = g · tanh(Σ k ⋆ x + b).
enum {
    /// y itself.
    KERNEL_SIGNED,
    /// |y|.
    KERNEL_ABSOLUTE,
    /// max(y, 0).
    KERNEL_POSITIVE,
    /// max(y, 0), and max(−y, 0) as a map of its own.
    KERNEL_SPLIT,
};

/// How the values of a window become one.
enum {
    /// Their sum.
    KERNEL_SUM,
    /// The sum of their squares.
    KERNEL_SQUARES,
    /// The largest.
    KERNEL_LARGEST,
};

/// What KERNEL_LANES output maps that share their input maps are made from.
typedef struct {
    /// All input maps as kernel_prepare_row leaves them, maps × rows × positions × 4.
    const float *prepared;
    /// Rows of an input map.
    long rows;
    /// Positions of a prepared row.
    long positions;
    /// Which of the maps are read.
    const int32_t *inputs;
    /// How many of them.
    long inputCount;
    /// Rows of a kernel.
    long kernelRows;
    /// Groups of three columns of a kernel; the last one is filled up with zeros.
    long groups;
    /// inputCount × kernelRows × groups × 4 × KERNEL_LANES: of taps g of a group g0, (g0 + g1 + g2)/2,
    /// (g0 − g1 + g2)/2 and g2.
    const float *weights;
    /// KERNEL_LANES values.
    const float *biases;
    /// KERNEL_LANES values.
    const float *gains;
    /// KERNEL_SIGNED, KERNEL_ABSOLUTE, KERNEL_POSITIVE or KERNEL_SPLIT.
    int rectification;
    /// For KERNEL_SPLIT: from a value to that of the other sign.
    long otherSign;
    /// Whether all lanes are computed at a time, or half of them; for speed only.
    int wide;
} kernel_filters;

/// Whether this processor is faster with all lanes at a time.
int kernel_prefers_wide(void);

/// Prepares a row d of `columns` values: d0 − d2, d1 + d2, d2 − d1 and d1 − d3 from each of `positions` places on, with
/// zeros beyond the row.
///
/// A row of `width` filtered pixels needs max(width, 2) + 3 · groups − 4 positions.
void kernel_prepare_row(const float *x, long columns, float *prepared, long positions);

/// One row of filtered, squashed and rectified maps: g · tanh(Σ k ⋆ x + b), borders valid, kernels not flipped.
///
/// `out` receives `width` pixels, each KERNEL_LANES values at a distance of `lanes`.
void kernel_filter_row(const kernel_filters *filters, long row, long width, float *out, long lanes);

/// The sum over maps of each pixel: `sums` receives `width` values.
void kernel_sum_maps(const float *pixels, long lanes, long width, float *sums);

/// The sum over maps of squared differences from the pixel's mean; `real` is 1 for a lane that is a map, else 0.
void kernel_sum_squares(const float *pixels, const float *means, const float *real, long lanes, long width,
                        float *sums);

/// Takes into each of `blocks` values (`lanes` each) the (value − mean) · scale of its next `block` pixels, as `kind`
/// says: KERNEL_SUM, KERNEL_SQUARES or KERNEL_LARGEST.
void kernel_pool_row(int kind, const float *pixels, const float *means, const float *scales, long lanes, long block,
                     long blocks, float *values);

/// A weighted sum of `taps` rows that begin `step` values apart: y[i] = Σ weights[t] · x[i + t · step].
void kernel_weigh_rows(const float *x, long step, const float *weights, long taps, float *y, long count);

/// Σ x[i] · y[i], multiplied and added up in double.
double kernel_inner_product(const float *x, const float *y, long count);

/// kernel_inner_product of x with each of four vectors, to the same bits, in less time.
void kernel_four_inner_products(const float *x, const float *a, const float *b, const float *c, const float *d,
                                long count, double *products);

/// Lines of a lower triangle that lie one after another in `values`, line l with l + 1 values, and 1 or 4 rows: for each line
/// and row, p = Σ line[i] · row[i] and mixed[i] += p · line[i]. The bits do not depend on how lines and rows are taken together.
///
/// `count` lines from `first` on, 1, or 4 where `first` is a multiple of 4. Rows, and what is mixed of them, begin `step` values
/// apart. `parts` receives p, line by line.
void kernel_border(const double *values, long first, int count, const double *rows, double *mixed, long step, int width,
                   double *parts);

/// exp(-x²/2), the Gaussian bell of height 1.
double kernel_bell(double x);
