#include <stdlib.h>

#include <webp/decode.h>
#include <webp/demux.h>

#include "picture.h"

static picture_status still(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context) {
    int width, height;
    uint8_t *rgba = WebPDecodeRGBA(bytes, length, &width, &height);
    if (!rgba) return PICTURE_UNREADABLE;
    picture_frame frame;
    bool is_made = picture_frame_from_rgba(&frame, rgba, (uint32_t)width, (uint32_t)height, form);
    WebPFree(rgba);
    if (!is_made) return PICTURE_UNREADABLE;
    handler(&frame, context);
    picture_frame_free(&frame);
    return PICTURE_READ;
}

static picture_status moving(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context) {
    WebPData data = {bytes, length};
    WebPAnimDecoderOptions options;
    WebPAnimInfo info;
    if (!WebPAnimDecoderOptionsInit(&options)) return PICTURE_UNREADABLE;
    options.color_mode = MODE_RGBA;
    options.use_threads = 0;
    WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, &options);
    if (!decoder) return PICTURE_UNREADABLE;
    picture_status status = PICTURE_UNREADABLE;
    if (WebPAnimDecoderGetInfo(decoder, &info)) {
        status = picture_check_size(info.canvas_width, info.canvas_height);
        bool goes_on = status == PICTURE_READ;
        // An animation without a frame shows nothing.
        if (goes_on && info.frame_count == 0) status = PICTURE_UNREADABLE;
        for (int i = 0; goes_on && i < PICTURE_FRAME_LIMIT && WebPAnimDecoderHasMoreFrames(decoder); i++) {
            uint8_t *rgba;
            int time;
            picture_frame frame;
            if (!WebPAnimDecoderGetNext(decoder, &rgba, &time)
                || !picture_frame_from_rgba(&frame, rgba, info.canvas_width, info.canvas_height, form)) {
                status = PICTURE_UNREADABLE;
                break;
            }
            goes_on = handler(&frame, context);
            picture_frame_free(&frame);
        }
    }
    WebPAnimDecoderDelete(decoder);
    return status;
}

picture_status picture_decode_webp(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context) {
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(bytes, length, &features) != VP8_STATUS_OK) return PICTURE_UNREADABLE;
    picture_status status = picture_check_size((uint64_t)features.width, (uint64_t)features.height);
    if (status != PICTURE_READ) return status;
    return features.has_animation ? moving(bytes, length, form, handler, context)
                                  : still(bytes, length, form, handler, context);
}
