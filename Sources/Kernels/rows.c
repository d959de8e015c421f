// Separable filters of one plane: a row at a time, all columns side by side.
#include "vectors.h"

#include <math.h>

KERNEL void kernel_weigh_rows(const float *x, long step, const float *weights, long taps, float *y, long count) {
    long i = 0;
    for (; i + KERNEL_LANES <= count; i += KERNEL_LANES) {
        vector total = {0};
        for (long tap = 0; tap < taps; tap++) total += weights[tap] * *(const vector *)(x + i + tap * step);
        *(vector *)(y + i) = total;
    }
    for (; i < count; i++) {
        float total = 0;
        for (long tap = 0; tap < taps; tap++) total += weights[tap] * x[i + tap * step];
        y[i] = total;
    }
}

double kernel_bell(double x) { return exp(-x * x / 2); }
