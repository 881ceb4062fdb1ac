#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "picture.h"

picture_status picture_check_size(uint64_t width, uint64_t height) {
    if (width == 0 || height == 0) return PICTURE_UNREADABLE;
    // Both fit 32 bits in every format, so the product fits 64.
    return width * height <= PICTURE_PIXEL_LIMIT ? PICTURE_READ : PICTURE_TOO_LARGE;
}

bool picture_frame_from_rgba(
    picture_frame *frame, const uint8_t *rgba, uint32_t width, uint32_t height, picture_form form) {
    size_t count = (size_t)width * height;
    if (form == PICTURE_COLOUR) {
        *frame = (picture_frame){.width = width, .height = height, .rgba = malloc(4 * count)};
        if (frame->rgba) memcpy(frame->rgba, rgba, 4 * count);
        return frame->rgba != NULL;
    }
    *frame = (picture_frame){.width = width, .height = height, .luma = malloc(count), .alpha = malloc(count)};
    if (!frame->luma || !frame->alpha) {
        picture_frame_free(frame);
        return false;
    }
    bool is_opaque = true;
    for (size_t i = 0; i < count; i++, rgba += 4) {
        frame->luma[i] = (uint8_t)((306u * rgba[0] + 601u * rgba[1] + 117u * rgba[2] + 512) >> 10);
        frame->alpha[i] = rgba[3];
        if (rgba[3] != 255) is_opaque = false;
    }
    if (is_opaque) {
        free(frame->alpha);
        frame->alpha = NULL;
    }
    return true;
}

void picture_frame_free(picture_frame *frame) {
    free(frame->luma);
    free(frame->alpha);
    free(frame->rgba);
    frame->luma = NULL;
    frame->alpha = NULL;
    frame->rgba = NULL;
}

picture_status picture_decode(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context) {
    if (length >= 8 && memcmp(bytes, "\x89PNG\r\n\x1A\n", 8) == 0) {
        return picture_decode_png(bytes, length, form, handler, context);
    }
    if (length >= 3 && memcmp(bytes, "\xFF\xD8\xFF", 3) == 0) {
        return picture_decode_jpeg(bytes, length, form, handler, context);
    }
    if (length >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0) {
        return picture_decode_webp(bytes, length, form, handler, context);
    }
    if (length >= 6 && (memcmp(bytes, "GIF87a", 6) == 0 || memcmp(bytes, "GIF89a", 6) == 0)) {
        return picture_decode_gif(bytes, length, form, handler, context);
    }
    return PICTURE_UNREADABLE;
}

/// Processor time that a picture is given, 1.4 s. The limit on the process is higher, so that what has been found until
/// then is still told.
static const int64_t patience = (int64_t)CLOCKS_PER_SEC * 14 / 10;

static bool look(picture_frame *frame, void *context) {
    picture_codes *codes = context;
    picture_find_codes(frame, codes);
    return codes->count < PICTURE_CODE_LIMIT && clock() < codes->deadline;
}

picture_status picture_read(const uint8_t *bytes, size_t length, picture_codes *codes) {
    codes->count = 0;
    codes->deadline = (int64_t)clock() + patience;
    picture_status status = picture_decode(bytes, length, PICTURE_LUMA, look, codes);
    return status == PICTURE_UNREADABLE && codes->count > 0 ? PICTURE_READ : status;
}
