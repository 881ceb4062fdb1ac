// Decodes arbitrary bytes as a picture, makes a quarter of them small, and looks for codes in every sixteenth: looking takes
// far longer, and what it looks at is always a plain rectangle. All are read as an Exif segment, too. Beyond what the sanitizers see, it holds that frames and answers keep to their
// limits.

#include <stdlib.h>

#include "picture.h"

static volatile unsigned sum;

static bool touch(picture_frame *frame, void *context) {
    size_t count = (size_t)frame->width * frame->height;
    if (count == 0 || count > PICTURE_PIXEL_LIMIT) abort();
    for (size_t i = 0; i < count; i++) sum += frame->luma[i] + (frame->alpha ? frame->alpha[i] : 0);
    int *frames = context;
    if (++*frames > PICTURE_FRAME_LIMIT) abort();
    return true;
}

static void shrink(const uint8_t *bytes, size_t length) {
    picture_small small;
    if (picture_shrink(bytes, length, 32, &small) != PICTURE_READ) return;
    if (small.width == 0 || small.width > 32 || small.height == 0 || small.height > 32) abort();
    if (small.length == 0 || small.length > PICTURE_SMALL_LIMIT) abort();
    for (uint32_t i = 0; i < small.length; i++) sum += small.bytes[i];
    free(small.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    picture_orientation orientation = picture_read_orientation(bytes, length);
    if (orientation < PICTURE_UPRIGHT || orientation > PICTURE_LAST_ORIENTATION) abort();
    if (length % 4 == 1) {
        shrink(bytes, length);
        return 0;
    }
    if (length % 16 != 0) {
        int frames = 0;
        picture_status status = picture_decode(bytes, length, PICTURE_LUMA, touch, &frames);
        if (status == PICTURE_READ && frames == 0) abort();
        return 0;
    }
    static picture_codes codes;
    picture_status status = picture_read(bytes, length, &codes);
    if (codes.count > PICTURE_CODE_LIMIT) abort();
    if (status != PICTURE_READ && codes.count > 0) abort();
    for (uint32_t i = 0; i < codes.count; i++) {
        if (codes.codes[i].length == 0 || codes.codes[i].length > PICTURE_TEXT_LIMIT) abort();
    }
    return 0;
}
