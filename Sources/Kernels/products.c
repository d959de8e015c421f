// Products of feature vectors with little rounding: what is compared by small differences of large numbers.
#include "vectors.h"

/// KERNEL_LANES doubles.
typedef double exact __attribute__((vector_size(8 * KERNEL_LANES)));

INLINE exact widened(const float *x) { return __builtin_convertvector(*(const vector *)x, exact); }

/// The products with each of `width` vectors, added up in the same order for any width.
INLINE void products_with(const float *x, const float *const *y, int width, long count, double *products) {
    exact sums[4] = {{0}};
    long i = 0;
    for (; i + KERNEL_LANES <= count; i += KERNEL_LANES) {
        exact own = widened(x + i);
        UNROLLED for (int one = 0; one < width; one++) sums[one] += own * widened(y[one] + i);
    }
    UNROLLED for (int one = 0; one < width; one++) {
        double sum = 0;
        UNROLLED for (int lane = 0; lane < KERNEL_LANES; lane++) sum += sums[one][lane];
        for (long rest = i; rest < count; rest++) sum += (double)x[rest] * y[one][rest];
        products[one] = sum;
    }
}

KERNEL double kernel_inner_product(const float *x, const float *y, long count) {
    const float *others[1] = {y};
    double product;
    products_with(x, others, 1, count, &product);
    return product;
}

KERNEL void kernel_four_inner_products(const float *x, const float *a, const float *b, const float *c, const float *d,
                                       long count, double *products) {
    const float *others[4] = {a, b, c, d};
    products_with(x, others, 4, count, products);
}
