// The kernels of the features once more, each level of processor under names of its own, so that a test can run them all.
#pragma once

#include "../../../Sources/Kernels/include/kernels.h"

/// All kernels of one level.
typedef struct {
    /// The level's name, as compilers spell it.
    const char *name;
    void (*prepare_row)(const float *x, long columns, float *prepared, long positions);
    void (*filter_row)(const kernel_filters *filters, long row, long width, float *out, long lanes);
    void (*sum_maps)(const float *pixels, long lanes, long width, float *sums);
    void (*sum_squares)(const float *pixels, const float *means, const float *real, long lanes, long width,
                        float *sums);
    void (*pool_row)(int kind, const float *pixels, const float *means, const float *scales, long lanes, long block,
                     long blocks, float *values);
    void (*weigh_rows)(const float *x, long step, const float *weights, long taps, float *y, long count);
    double (*inner_product)(const float *x, const float *y, long count);
    void (*four_inner_products)(const float *x, const float *a, const float *b, const float *c, const float *d,
                                long count, double *products);
    void (*border)(const double *values, long first, int count, const double *rows, double *mixed, long step, int width,
                   double *parts);
} kernel_level;

/// The levels that this processor can run, the plainest first; answers how many.
int kernel_levels(kernel_level *levels, int room);
