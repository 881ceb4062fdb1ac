#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "picture.h"

// The full interface of libpng and not the simplified one: what was decoded before an error is kept, since others show
// that part too.

typedef struct {
    const uint8_t *bytes;
    size_t left;
} source;

static void take(png_structp png, png_bytep output, size_t count) {
    source *from = png_get_io_ptr(png);
    if (count > from->left) png_error(png, "short");
    for (size_t i = 0; i < count; i++) output[i] = from->bytes[i];
    from->bytes += count;
    from->left -= count;
}

static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void fail(png_structp png, png_const_charp message) {
    (void)message;
    png_longjmp(png, 1);
}

picture_status picture_decode_png(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context) {
    source from = {bytes, length};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, fail, ignore);
    if (!png) return PICTURE_UNREADABLE;
    png_infop info = png_create_info_struct(png);
    // Volatile: they are read after a long jump.
    uint8_t *volatile rgba = NULL;
    png_bytep *volatile rows = NULL;
    volatile uint32_t width = 0, height = 0;
    volatile picture_status status = PICTURE_UNREADABLE;
    if (info && !setjmp(png_jmpbuf(png))) {
        png_set_read_fn(png, &from, take);
        png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
        png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
        // A wrong checksum does not keep others from showing the picture.
        png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
        png_read_info(png, info);
        width = png_get_image_width(png, info);
        height = png_get_image_height(png, info);
        status = picture_check_size(width, height);
        if (status == PICTURE_READ) {
            status = PICTURE_UNREADABLE;
            png_set_expand(png);
            png_set_scale_16(png);
            png_set_gray_to_rgb(png);
            png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
            png_set_interlace_handling(png);
            png_read_update_info(png, info);
            size_t stride = (size_t)width * 4;
            rgba = calloc(height, stride);
            rows = malloc(height * sizeof *rows);
            if (rgba && rows && png_get_rowbytes(png, info) == stride) {
                for (uint32_t y = 0; y < height; y++) rows[y] = rgba + y * stride;
                png_read_image(png, rows);
                status = PICTURE_READ;
            }
        }
    }
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    picture_frame frame;
    if (rgba) {
        if (picture_frame_from_rgba(&frame, rgba, width, height, form)) {
            free(rgba);
            handler(&frame, context);
            picture_frame_free(&frame);
        } else {
            free(rgba);
            status = PICTURE_UNREADABLE;
        }
    }
    return status;
}
