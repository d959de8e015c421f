// placeholder until the first kernel
#include "kernels.h"
