// How the kernels speak of vectors: one spelling for every processor.
#pragma once

#include "kernels.h"

/// KERNEL_LANES floats at any address; the compiler splits them into what the processor has.
typedef float vector __attribute__((vector_size(4 * KERNEL_LANES), aligned(4)));

/// On x86-64 a kernel is compiled for AVX-512, for AVX2 with FMA and for any processor; the loader chooses. On other
/// processors the base level has all we use.
///
/// A test compiles each level by itself and says here which.
#if defined(KERNEL)
#elif defined(__x86_64__)
#define KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif

#define INLINE static inline __attribute__((always_inline))

#define UNROLLED _Pragma("clang loop unroll(full)")
