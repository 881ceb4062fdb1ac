#include "heap.h"

#ifdef __linux__
#include <malloc.h>

size_t heap_in_use(void) {
    struct mallinfo2 info = mallinfo2();
    // Small blocks, and the large ones that are mapped one by one.
    return info.uordblks + info.hblkhd;
}
#else
size_t heap_in_use(void) { return 0; }
#endif
