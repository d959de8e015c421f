// The kernels for any processor of the family.
#define KERNEL
#define LEVEL plain
#define LEVEL_NAME "base level"
#include "levels.h"
#include "level.inc"
