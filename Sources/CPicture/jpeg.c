#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/// What the first Exif segment says; each segment that was saved is of at most 64 KiB.
static picture_orientation orientation_of(const struct jpeg_decompress_struct *info) {
    for (jpeg_saved_marker_ptr marker = info->marker_list; marker; marker = marker->next) {
        if (marker->data_length < 6 || memcmp(marker->data, "Exif\0", 6) != 0) continue;
        return picture_read_orientation(marker->data, marker->data_length);
    }
    return PICTURE_UPRIGHT;
}

picture_status picture_decode_jpeg(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context) {
    struct jpeg_decompress_struct info;
    struct jpeg_progress_mgr progress = {.progress_monitor = count_scans};
    failure error;
    info.err = jpeg_std_error(&error.manager);
    error.manager.error_exit = fail;
    error.manager.output_message = ignore;
    // Volatile: they are read after a long jump.
    // Brightness, or four bytes a pixel in colour.
    uint8_t *volatile pixels = NULL;
    uint8_t *volatile row = NULL;
    volatile uint32_t width = 0, height = 0;
    volatile picture_orientation orientation = PICTURE_UPRIGHT;
    volatile picture_status status = PICTURE_UNREADABLE;
    jpeg_create_decompress(&info);
    if (!setjmp(error.escape)) {
        info.progress = &progress;
        jpeg_mem_src(&info, bytes, length);
        if (form == PICTURE_COLOUR) jpeg_save_markers(&info, JPEG_APP0 + 1, 0xFFFF);
        jpeg_read_header(&info, TRUE);
        orientation = orientation_of(&info);
        status = picture_check_size(info.image_width, info.image_height);
        if (status == PICTURE_READ) {
            status = PICTURE_UNREADABLE;
            bool has_four = info.num_components == 4;
            bool is_coloured = form == PICTURE_COLOUR;
            size_t depth = is_coloured ? 4 : 1;
            info.out_color_space = has_four ? JCS_CMYK : is_coloured ? JCS_EXT_RGBA : JCS_GRAYSCALE;
            info.dct_method = JDCT_ISLOW;
            jpeg_start_decompress(&info);
            width = info.output_width;
            height = info.output_height;
            pixels = calloc(height, width * depth);
            row = malloc((size_t)width * 4);
            while (pixels && row && info.output_scanline < height) {
                uint8_t *line = pixels + (size_t)info.output_scanline * width * depth;
                JSAMPROW target = has_four ? row : line;
                jpeg_read_scanlines(&info, &target, 1);
                // Adobe's inverted inks: 255 is none.
                if (has_four) {
                    for (uint32_t x = 0; x < width; x++) {
                        const uint8_t *ink = row + (size_t)x * 4;
                        if (is_coloured) {
                            uint8_t *pixel = line + (size_t)x * 4;
                            for (int i = 0; i < 3; i++) pixel[i] = (uint8_t)(ink[i] * ink[3] / 255);
                            pixel[3] = 255;
                            continue;
                        }
                        unsigned light = (306u * ink[0] + 601u * ink[1] + 117u * ink[2]) >> 10;
                        line[x] = (uint8_t)(light * ink[3] / 255);
                    }
                }
            }
            if (pixels && row) {
                jpeg_finish_decompress(&info);
                if (error.manager.num_warnings == 0) status = PICTURE_READ;
            }
        }
    }
    jpeg_destroy_decompress(&info);
    free(row);
    if (pixels) {
        picture_frame frame = {.width = width, .height = height, .orientation = orientation};
        if (form == PICTURE_COLOUR) {
            frame.rgba = pixels;
        } else {
            frame.luma = pixels;
        }
        handler(&frame, context);
        picture_frame_free(&frame);
    }
    return status;
}
