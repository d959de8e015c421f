// The innermost loops, in C so that the compiler makes vectors of them for every level of processor.
