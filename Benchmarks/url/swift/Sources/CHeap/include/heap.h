#ifndef URL_COMPARISON_HEAP_H
#define URL_COMPARISON_HEAP_H

#include <stddef.h>

/// Bytes of heap in use; 0 where the C library does not tell.
size_t heap_in_use(void);

#endif
