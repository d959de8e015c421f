// The filters of one tile of pixels, for vectors of type LANES: a text that filter.c takes in once for every width.
//
// One dimension of the filters is computed by Winograd's F(2, 3) (Shmuel Winograd, Arithmetic Complexity of
// Computations, 1980; Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016): two neighbouring outputs
// of three taps cost four multiplications instead of six. With inputs d and taps g,
//
//     m0 = (d0 - d2)·g0    m1 = (d1 + d2)·(g0 + g1 + g2)/2    m2 = (d2 - d1)·(g0 - g1 + g2)/2    m3 = (d1 - d3)·g2
//     y0 = m0 + m1 + m2    y1 = m1 - m2 - m3
//
// The brackets of d are made once for all maps (kernel_prepare_row), those of g when the filters are laid out. Sums over
// rows, groups of three taps and input maps are taken of the m; y comes from these at the very end.

/// tanh(x) as a rational function of x², relative error at most 4·10⁻⁷.
///
/// Coefficients: weighted least squares after Lawson (1961) to the relative error on 0…9, which leaves 2·10⁻⁸ before
/// rounding. Beyond 9 the nearest float is 1.
INLINE void NAMED(squash)(LANES *value) {
    LANES x = __builtin_elementwise_max(__builtin_elementwise_min(*value, FILLED(9.0f)), FILLED(-9.0f));
    LANES s = x * x;
    LANES p = FILLED(1.3354459535e-08f);
    p = p * s + 2.0608931082e-05f;
    p = p * s + 3.4955787978e-03f;
    p = p * s + 1.3381017775e-01f;
    p = p * s + 9.9999997947e-01f;
    LANES q = FILLED(7.7764738749e-07f);
    q = q * s + 3.2856196366e-04f;
    q = q * s + 2.5876946655e-02f;
    q = q * s + 4.6714333373e-01f;
    q = q * s + 1.0f;
    *value = __builtin_elementwise_max(__builtin_elementwise_min(x * p / q, FILLED(1.0f)), FILLED(-1.0f));
}

/// Writes a pixel's squashed values as the rectification says.
INLINE void NAMED(rectify)(const kernel_filters *filters, const LANES *value, float *out) {
    if (filters->rectification == KERNEL_SIGNED) {
        *(LANES *)out = *value;
    } else if (filters->rectification == KERNEL_ABSOLUTE) {
        *(LANES *)out = __builtin_elementwise_abs(*value);
    } else {
        *(LANES *)out = __builtin_elementwise_max(*value, FILLED(0.0f));
        if (filters->rectification == KERNEL_POSITIVE) return;
        *(LANES *)(out + filters->otherSign) = __builtin_elementwise_max(-*value, FILLED(0.0f));
    }
}

/// `pairs` pairs of pixels (a constant where this is inlined) from column `column` on, of which the first `count` pixels
/// are written.
INLINE void NAMED(filter_tile)(const int pairs, const kernel_filters *filters, long row, long column, long lane,
                               float *out, long lanes, const int count) {
    // All loops over the tile are unrolled: only so are its sums registers rather than memory.
    LANES sums[4 * WIDE_PAIRS] = {0};
    UNROLLED for (int pair = 0; pair < pairs; pair++) sums[4 * pair + 1] = *(const LANES *)(filters->biases + lane);

    const float *weights = filters->weights + lane;
    const long line = 4 * filters->positions;
    for (long input = 0; input < filters->inputCount; input++) {
        const float *first = filters->prepared + (filters->inputs[input] * filters->rows + row) * line + 4 * column;
        for (long i = 0; i < filters->kernelRows; i++, first += line) {
            const float *x = first;
            for (long group = 0; group < filters->groups; group++, x += 12) {
                UNROLLED for (int k = 0; k < 4; k++, weights += KERNEL_LANES) {
                    LANES weight = *(const LANES *)weights;
                    UNROLLED for (int pair = 0; pair < pairs; pair++) sums[4 * pair + k] += weight * x[8 * pair + k];
                }
            }
        }
    }

    LANES gain = *(const LANES *)(filters->gains + lane);
    UNROLLED for (int pair = 0; pair < pairs; pair++) {
        LANES *m = sums + 4 * pair;
        LANES values[2] = {m[0] + m[1] + m[2], m[1] - m[2] - m[3]};
        UNROLLED for (int pixel = 0; pixel < 2; pixel++) {
            if (2 * pair + pixel >= count) continue;
            NAMED(squash)(&values[pixel]);
            values[pixel] *= gain;
            NAMED(rectify)(filters, &values[pixel], out + (column + 2 * pair + pixel) * lanes + lane);
        }
    }
}

/// Tiles from column `column` on, as many as fit; the last one, moved back into the row, repeats some pixels.
INLINE void NAMED(filter_tiles)(const int pairs, const kernel_filters *filters, long row, long lane, long column,
                                long width, float *out, long lanes) {
    for (; column + 2 * pairs <= width; column += 2 * pairs) {
        NAMED(filter_tile)(pairs, filters, row, column, lane, out, lanes, 2 * pairs);
    }
    if (column < width) NAMED(filter_tile)(pairs, filters, row, width - 2 * pairs, lane, out, lanes, 2 * pairs);
}

/// A row: tiles of `pairs` pairs, and of fewer where those would repeat too much or do not fit.
INLINE void NAMED(filter_row)(const int pairs, const kernel_filters *filters, long row, long lane, long width, float *out,
                              long lanes) {
    long rest = width % (2 * pairs);
    if (width >= 2 * pairs && (rest == 0 || rest > 2 * NARROW_PAIRS)) {
        NAMED(filter_tiles)(pairs, filters, row, lane, 0, width, out, lanes);
    } else if (width >= 2 * NARROW_PAIRS) {
        if (width >= 2 * pairs) NAMED(filter_tiles)(pairs, filters, row, lane, 0, width - rest, out, lanes);
        NAMED(filter_tiles)(NARROW_PAIRS, filters, row, lane, width - rest, width, out, lanes);
    } else if (width >= 2) {
        NAMED(filter_tiles)(1, filters, row, lane, 0, width, out, lanes);
    } else {
        NAMED(filter_tile)(1, filters, row, 0, lane, out, lanes, 1);
    }
}
