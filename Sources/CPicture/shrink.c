#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "picture.h"

/// Three bytes a pixel, red first.
typedef struct {
    uint32_t side;
    uint32_t width;
    uint32_t height;
    uint8_t *rgb;
} canvas;

/// The length of the other side when the longer one becomes `side`, rounded, at least 1.
static uint32_t scaled(uint32_t length, uint32_t longer, uint32_t side) {
    uint32_t result = (uint32_t)(((uint64_t)length * side + longer / 2) / longer);
    return result == 0 ? 1 : result;
}

/// Turns and mirrors what is painted, so that it stands upright; false when there is no memory.
static bool set_upright(canvas *onto, picture_orientation orientation) {
    if (orientation <= PICTURE_UPRIGHT || orientation > PICTURE_LAST_ORIENTATION) return true;
    bool is_transposed = orientation >= PICTURE_TRANSPOSED;
    uint32_t width = is_transposed ? onto->height : onto->width;
    uint32_t height = is_transposed ? onto->width : onto->height;
    uint8_t *turned = malloc((size_t)width * height * 3);
    if (!turned) return false;
    // Which sides of the stored picture each of them is counted from.
    bool from_right = orientation == PICTURE_MIRRORED || orientation == PICTURE_UPSIDE_DOWN
        || orientation == PICTURE_TRANSVERSE || orientation == PICTURE_TURNED_RIGHT;
    bool from_bottom = orientation == PICTURE_UPSIDE_DOWN || orientation == PICTURE_FLIPPED
        || orientation == PICTURE_TRANSVERSE || orientation == PICTURE_TURNED_LEFT;
    uint8_t *pixel = turned;
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++, pixel += 3) {
            uint32_t column = is_transposed ? y : x;
            uint32_t row = is_transposed ? x : y;
            if (from_right) column = onto->width - 1 - column;
            if (from_bottom) row = onto->height - 1 - row;
            memcpy(pixel, onto->rgb + ((size_t)row * onto->width + column) * 3, 3);
        }
    }
    free(onto->rgb);
    onto->rgb = turned;
    onto->width = width;
    onto->height = height;
    return true;
}

/// Makes the first frame small: each pixel is the mean of the whole pixels that it covers, on white.
static bool paint(picture_frame *frame, void *context) {
    canvas *onto = context;
    uint32_t longer = frame->width > frame->height ? frame->width : frame->height;
    bool fits = longer <= onto->side;
    onto->width = fits ? frame->width : scaled(frame->width, longer, onto->side);
    onto->height = fits ? frame->height : scaled(frame->height, longer, onto->side);
    onto->rgb = malloc((size_t)onto->width * onto->height * 3);
    if (!onto->rgb) return false;
    uint8_t *pixel = onto->rgb;
    for (uint32_t y = 0; y < onto->height; y++) {
        uint32_t top = (uint32_t)((uint64_t)y * frame->height / onto->height);
        uint32_t bottom = (uint32_t)((uint64_t)(y + 1) * frame->height / onto->height);
        for (uint32_t x = 0; x < onto->width; x++) {
            uint32_t left = (uint32_t)((uint64_t)x * frame->width / onto->width);
            uint32_t right = (uint32_t)((uint64_t)(x + 1) * frame->width / onto->width);
            uint64_t sum[3] = {0, 0, 0};
            for (uint32_t row = top; row < bottom; row++) {
                const uint8_t *source = frame->rgba + ((size_t)row * frame->width + left) * 4;
                for (uint32_t column = left; column < right; column++, source += 4) {
                    for (int i = 0; i < 3; i++) sum[i] += source[i] * source[3] + 255u * (255u - source[3]);
                }
            }
            uint64_t weight = (uint64_t)(bottom - top) * (right - left) * 255;
            for (int i = 0; i < 3; i++) *pixel++ = (uint8_t)((sum[i] + weight / 2) / weight);
        }
    }
    // The small one is turned, not the large one.
    if (!set_upright(onto, frame->orientation)) {
        free(onto->rgb);
        onto->rgb = NULL;
    }
    return false;
}

typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf escape;
} failure;

static void fail(j_common_ptr info) { longjmp(((failure *)info->err)->escape, 1); }

static void ignore(j_common_ptr info) { (void)info; }

static bool encode(const canvas *from, int quality, picture_small *small) {
    struct jpeg_compress_struct info;
    failure error;
    info.err = jpeg_std_error(&error.manager);
    error.manager.error_exit = fail;
    error.manager.output_message = ignore;
    // Not on the stack of this call, which a long jump leaves undefined.
    static unsigned char *bytes;
    static unsigned long length;
    bytes = NULL;
    length = 0;
    volatile bool is_encoded = false;
    jpeg_create_compress(&info);
    if (!setjmp(error.escape)) {
        jpeg_mem_dest(&info, &bytes, &length);
        info.image_width = from->width;
        info.image_height = from->height;
        info.input_components = 3;
        info.in_color_space = JCS_RGB;
        jpeg_set_defaults(&info);
        jpeg_set_quality(&info, quality, TRUE);
        jpeg_start_compress(&info, TRUE);
        while (info.next_scanline < info.image_height) {
            JSAMPROW row = from->rgb + (size_t)info.next_scanline * from->width * 3;
            jpeg_write_scanlines(&info, &row, 1);
        }
        jpeg_finish_compress(&info);
        is_encoded = length <= PICTURE_SMALL_LIMIT;
    }
    jpeg_destroy_compress(&info);
    if (!is_encoded) {
        free(bytes);
        return false;
    }
    *small = (picture_small){from->width, from->height, (uint32_t)length, bytes};
    return true;
}

picture_status picture_shrink(const uint8_t *bytes, size_t length, uint32_t side, picture_small *small) {
    canvas onto = {.side = side < 1 ? 1 : side > PICTURE_SIDE_LIMIT ? PICTURE_SIDE_LIMIT : side};
    picture_status status = picture_decode(bytes, length, PICTURE_COLOUR, paint, &onto);
    if (status == PICTURE_READ && (!onto.rgb || !(encode(&onto, 82, small) || encode(&onto, 45, small))))
        status = PICTURE_UNREADABLE;
    free(onto.rgb);
    return status;
}
