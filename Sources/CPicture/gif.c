#include <stdlib.h>
#include <string.h>

#include <gif_lib.h>

#include "picture.h"

typedef struct {
    const uint8_t *bytes;
    size_t left;
} source;

static int take(GifFileType *gif, GifByteType *output, int count) {
    source *from = gif->UserData;
    size_t taken = count < 0 ? 0 : (size_t)count < from->left ? (size_t)count : from->left;
    memcpy(output, from->bytes, taken);
    from->bytes += taken;
    from->left -= taken;
    return (int)taken;
}

/// What one frame asks of the canvas: GIF89a §23.
typedef struct {
    int transparent;
    int disposal;
} control;

static bool read_extension(GifFileType *gif, control *control) {
    int function;
    GifByteType *block;
    if (DGifGetExtension(gif, &function, &block) == GIF_ERROR) return false;
    while (block) {
        GraphicsControlBlock graphics;
        if (function == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &graphics) == GIF_OK) {
            control->transparent = graphics.TransparentColor;
            control->disposal = graphics.DisposalMode;
        }
        if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return false;
    }
    return true;
}

/// Paints one frame's rows; false when its data is broken.
static bool paint(GifFileType *gif, const control *control, uint8_t *rgba, uint32_t width, uint32_t height) {
    static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    const GifImageDesc image = gif->Image;
    const ColorMapObject *map = image.ColorMap ? image.ColorMap : gif->SColorMap;
    if (!map || image.Width <= 0 || image.Height <= 0) return false;
    if (picture_check_size((uint64_t)image.Width, (uint64_t)image.Height) != PICTURE_READ) return false;
    GifPixelType *line = malloc((size_t)image.Width);
    bool is_good = line != NULL;
    int pass = 0, row = 0;
    for (int i = 0; is_good && i < image.Height; i++) {
        if (DGifGetLine(gif, line, image.Width) == GIF_ERROR) {
            is_good = false;
            break;
        }
        while (image.Interlace && row >= image.Height && pass < 3) row = starts[++pass];
        int64_t y = (int64_t)image.Top + row;
        for (int column = 0; y >= 0 && y < height && column < image.Width; column++) {
            int64_t x = (int64_t)image.Left + column;
            int index = line[column];
            if (x < 0 || x >= width || index == control->transparent || index >= map->ColorCount) continue;
            uint8_t *pixel = rgba + ((size_t)y * width + (size_t)x) * 4;
            const GifColorType color = map->Colors[index];
            pixel[0] = color.Red;
            pixel[1] = color.Green;
            pixel[2] = color.Blue;
            pixel[3] = 255;
        }
        row += image.Interlace ? steps[pass] : 1;
    }
    free(line);
    return is_good;
}

static void clear(const GifImageDesc *image, uint8_t *rgba, uint32_t width, uint32_t height) {
    for (int64_t y = image->Top; y < (int64_t)image->Top + image->Height && y < height; y++) {
        for (int64_t x = image->Left; x < (int64_t)image->Left + image->Width && x < width; x++) {
            if (x >= 0 && y >= 0) memset(rgba + ((size_t)y * width + (size_t)x) * 4, 0, 4);
        }
    }
}

static picture_status frames(GifFileType *gif, picture_form form, picture_frame_handler handler, void *context) {
    uint32_t width = (uint32_t)gif->SWidth, height = (uint32_t)gif->SHeight;
    uint8_t *rgba = calloc((size_t)width * height, 4);
    uint8_t *before = NULL;
    control now = {.transparent = NO_TRANSPARENT_COLOR};
    bool is_good = rgba != NULL, goes_on = is_good;
    int shown = 0;
    while (goes_on && shown < PICTURE_FRAME_LIMIT) {
        GifRecordType type;
        if (DGifGetRecordType(gif, &type) == GIF_ERROR) is_good = false;
        if (!is_good || type == TERMINATE_RECORD_TYPE) break;
        if (type == EXTENSION_RECORD_TYPE) {
            is_good = read_extension(gif, &now);
        } else if (type == IMAGE_DESC_RECORD_TYPE) {
            is_good = DGifGetImageDesc(gif) != GIF_ERROR;
            if (!is_good) break;
            if (now.disposal == DISPOSE_PREVIOUS) {
                if (!before) before = malloc((size_t)width * height * 4);
                if (before) memcpy(before, rgba, (size_t)width * height * 4);
            }
            is_good = paint(gif, &now, rgba, width, height);
            picture_frame frame;
            if (!picture_frame_from_rgba(&frame, rgba, width, height, form)) {
                is_good = false;
                break;
            }
            goes_on = handler(&frame, context);
            picture_frame_free(&frame);
            shown++;
            if (now.disposal == DISPOSE_BACKGROUND) clear(&gif->Image, rgba, width, height);
            if (now.disposal == DISPOSE_PREVIOUS && before) memcpy(rgba, before, (size_t)width * height * 4);
            now = (control){.transparent = NO_TRANSPARENT_COLOR};
        }
        goes_on = goes_on && is_good;
    }
    free(rgba);
    free(before);
    return is_good && shown > 0 ? PICTURE_READ : PICTURE_UNREADABLE;
}

picture_status picture_decode_gif(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context) {
    source from = {bytes, length};
    int error;
    GifFileType *gif = DGifOpen(&from, take, &error);
    if (!gif) return PICTURE_UNREADABLE;
    picture_status status = gif->SWidth < 0 || gif->SHeight < 0
        ? PICTURE_UNREADABLE : picture_check_size((uint64_t)gif->SWidth, (uint64_t)gif->SHeight);
    if (status == PICTURE_READ) status = frames(gif, form, handler, context);
    DGifCloseFile(gif, &error);
    return status;
}
