// The door to OpenBLAS: its C interface to the BLAS, the switch for its threads, and two routines of LAPACK.
#include <cblas.h>

// Debian's OpenBLAS carries LAPACK's symbols but no header for them (no LAPACKE), hence these declarations after
// LAPACK's own: Fortran, so everything by address and matrices by columns. OpenBLAS writes both in C, where the
// hidden length of a Fortran string is not passed.

/// Cholesky factor of a symmetric positive definite matrix, in place.
void dpotrf_(const char *triangle, const int *order, double *matrix, const int *leading, int *info);

/// Inverse of a triangular matrix, in place.
void dtrtri_(const char *triangle, const char *diagonal, const int *order, double *matrix, const int *leading,
             int *info);
