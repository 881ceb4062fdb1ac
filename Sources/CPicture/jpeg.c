#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "picture.h"

typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf escape;
} failure;

static void fail(j_common_ptr info) { longjmp(((failure *)info->err)->escape, 1); }

static void ignore(j_common_ptr info) { (void)info; }

/// A progressive picture may hold any number of scans, each of which costs a pass over all pixels.
static const int scan_limit = 100;

static void count_scans(j_common_ptr info) {
    if (info->is_decompressor && ((j_decompress_ptr)info)->input_scan_number > scan_limit) fail(info);
}

picture_status picture_decode_jpeg(const uint8_t *bytes, size_t length, picture_frame_handler handler, void *context) {
    struct jpeg_decompress_struct info;
    struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
    failure error;
    info.err = jpeg_std_error(&error.manager);
    error.manager.error_exit = fail;
    error.manager.output_message = ignore;
    // Volatile: they are read after a long jump.
    uint8_t *volatile luma = NULL;
    uint8_t *volatile row = NULL;
    volatile uint32_t width = 0, height = 0;
    volatile picture_status status = PICTURE_UNREADABLE;
    jpeg_create_decompress(&info);
    if (!setjmp(error.escape)) {
        info.progress = &progress;
        jpeg_mem_src(&info, bytes, length);
        jpeg_read_header(&info, TRUE);
        status = picture_check_size(info.image_width, info.image_height);
        if (status == PICTURE_READ) {
            status = PICTURE_UNREADABLE;
            bool has_four = info.num_components == 4;
            info.out_color_space = has_four ? JCS_CMYK : JCS_GRAYSCALE;
            info.dct_method = JDCT_ISLOW;
            jpeg_start_decompress(&info);
            width = info.output_width;
            height = info.output_height;
            luma = calloc(height, width);
            row = malloc((size_t)width * 4);
            while (luma && row && info.output_scanline < height) {
                uint8_t *line = luma + (size_t)info.output_scanline * width;
                JSAMPROW target = has_four ? row : line;
                jpeg_read_scanlines(&info, &target, 1);
                // Adobe's inverted inks: 255 is none.
                if (has_four) {
                    for (uint32_t x = 0; x < width; x++) {
                        const uint8_t *ink = row + (size_t)x * 4;
                        unsigned light = (306u * ink[0] + 601u * ink[1] + 117u * ink[2]) >> 10;
                        line[x] = (uint8_t)(light * ink[3] / 255);
                    }
                }
            }
            if (luma && row) {
                jpeg_finish_decompress(&info);
                if (error.manager.num_warnings == 0) status = PICTURE_READ;
            }
        }
    }
    jpeg_destroy_decompress(&info);
    free(row);
    if (luma) {
        picture_frame frame = {width, height, luma, NULL};
        handler(&frame, context);
        picture_frame_free(&frame);
    }
    return status;
}
