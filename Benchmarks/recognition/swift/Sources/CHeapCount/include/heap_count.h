#ifndef RECOGNITION_COMPARISON_HEAP_COUNT_H
#define RECOGNITION_COMPARISON_HEAP_COUNT_H

#include <stddef.h>

/// Blocks of heap asked for since the program began; 0 where the C library does not let us count.
size_t heap_allocations(void);

#endif
