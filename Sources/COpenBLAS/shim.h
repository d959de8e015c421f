// The door to OpenBLAS: its C interface to the BLAS, and the switch for its threads.
#include <cblas.h>
