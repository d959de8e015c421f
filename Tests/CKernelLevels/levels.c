// Which levels can run here.
#include "levels.h"

extern const kernel_level plain_level, v3_level, v4_level;

int kernel_levels(kernel_level *levels, int room) {
    int count = 0;
    if (count < room) levels[count++] = plain_level;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (count < room && __builtin_cpu_supports("x86-64-v3")) levels[count++] = v3_level;
    if (count < room && __builtin_cpu_supports("x86-64-v4")) levels[count++] = v4_level;
#endif
    return count;
}
