// The kernels for x86-64-v4.
#if defined(__x86_64__)
#define KERNEL __attribute__((target("arch=x86-64-v4")))
#define LEVEL v4
#define LEVEL_NAME "x86-64-v4"
#include "levels.h"
#include "level.inc"
#endif
