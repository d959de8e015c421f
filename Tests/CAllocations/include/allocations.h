// Counts what is allocated, by standing before the C library's allocator in a test program.
#pragma once

/// Starts to count at zero, for all threads.
void allocations_begin(void);

/// Stops counting, and answers how many blocks were asked for since.
long allocations_end(void);
