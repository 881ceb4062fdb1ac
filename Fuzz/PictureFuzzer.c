// Reads arbitrary bytes as a picture. Beyond what the sanitizers see, it holds that an answer keeps to its limits.

#include <stdlib.h>

#include "picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static picture_codes codes;
    picture_status status = picture_read(bytes, length, &codes);
    if (codes.count > PICTURE_CODE_LIMIT) abort();
    if (status != PICTURE_READ && codes.count > 0) abort();
    for (uint32_t i = 0; i < codes.count; i++) {
        if (codes.codes[i].length == 0 || codes.codes[i].length > PICTURE_TEXT_LIMIT) abort();
    }
    return 0;
}
