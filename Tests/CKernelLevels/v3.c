// The kernels for x86-64-v3.
#if defined(__x86_64__)
#define KERNEL __attribute__((target("arch=x86-64-v3")))
#define LEVEL v3
#define LEVEL_NAME "x86-64-v3"
#include "levels.h"
#include "level.inc"
#endif
