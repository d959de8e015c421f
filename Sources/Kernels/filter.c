// The filters of a stage with tanh and rectification: nearly all of the extractor's arithmetic.
#include "vectors.h"

/// Half as many lanes, for processors with few or small registers.
typedef float half_vector __attribute__((vector_size(2 * KERNEL_LANES), aligned(4)));

/// Pairs of pixels of a row that are filtered together. The four sums of each pair stay in registers: 24 of the 32 of
/// AVX-512, or with half the lanes 12 of the 16 of AVX2 and 24 of the 32 of NEON. Every weight that is loaded serves as
/// many multiplications as there are pairs.
enum { WIDE_PAIRS = 6, NARROW_PAIRS = 3 };

#define LANES vector
#define NAMED(name) wide_##name
#define FILLED(value) ((vector){0} + (value))
#include "filter_tile.h"
#undef LANES
#undef NAMED
#undef FILLED

#define LANES half_vector
#define NAMED(name) narrow_##name
#define FILLED(value) ((half_vector){0} + (value))
#include "filter_tile.h"
#undef LANES
#undef NAMED
#undef FILLED

int kernel_prefers_wide(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("x86-64-v4") != 0;
#else
    return 0;
#endif
}

KERNEL void kernel_filter_row(const kernel_filters *filters, long row, long width, float *out, long lanes) {
    if (filters->wide) {
        wide_filter_row(WIDE_PAIRS, filters, row, 0, width, out, lanes);
    } else {
        narrow_filter_row(NARROW_PAIRS, filters, row, 0, width, out, lanes);
        narrow_filter_row(NARROW_PAIRS, filters, row, KERNEL_LANES / 2, width, out, lanes);
    }
}

KERNEL void kernel_prepare_row(const float *x, long columns, float *prepared, long positions) {
    // What lies beyond the row meets weights of zero, or pixels that are not written.
    long whole = columns - 3 < positions ? columns - 3 : positions;
    long p = 0;
    for (; p < whole; p++, prepared += 4) {
        prepared[0] = x[p] - x[p + 2];
        prepared[1] = x[p + 1] + x[p + 2];
        prepared[2] = x[p + 2] - x[p + 1];
        prepared[3] = x[p + 1] - x[p + 3];
    }
    for (; p < positions; p++, prepared += 4) {
        float d[4];
        for (long j = 0; j < 4; j++) d[j] = p + j < columns ? x[p + j] : 0;
        prepared[0] = d[0] - d[2];
        prepared[1] = d[1] + d[2];
        prepared[2] = d[2] - d[1];
        prepared[3] = d[1] - d[3];
    }
}
