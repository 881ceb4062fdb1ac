#ifndef HUTONG_PICTURE_H
#define HUTONG_PICTURE_H

// Reading the QR codes in one picture, or making it small. Everything here runs in the program hutong-picture, confined
// by picture_confine(), since pictures are hostile and their decoders have a history.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Pixels that a picture may have; told by its header, before anything is decoded.
#ifndef PICTURE_PIXEL_LIMIT
#define PICTURE_PIXEL_LIMIT (20u * 1000 * 1000)
#endif
/// Frames of an animation that are looked at.
#define PICTURE_FRAME_LIMIT 8
/// Codes that are reported of a picture.
#define PICTURE_CODE_LIMIT 20
/// Bytes that a code's text may have: version 40 holds 7,089 digits, and a character of two bytes may become three.
#define PICTURE_TEXT_LIMIT 12288
/// Pixels that the longer side of a small picture may have.
#define PICTURE_SIDE_LIMIT 1600
/// Bytes that a small picture may have; one that would have more is encoded more coarsely.
#define PICTURE_SMALL_LIMIT (1u << 20)

typedef enum {
    /// Decoded to its end, with or without codes.
    PICTURE_READ = 0,
    /// Not a picture of a known format, broken, or without any pixel.
    PICTURE_UNREADABLE = 1,
    /// More pixels than PICTURE_PIXEL_LIMIT.
    PICTURE_TOO_LARGE = 2,
} picture_status;

/// How frames are wanted.
typedef enum {
    /// `luma` and `alpha`, for codes.
    PICTURE_LUMA,
    /// `rgba`, for people.
    PICTURE_COLOUR,
} picture_form;

/// Where the first row and the first column of a picture belong when it is shown: the values of Exif's Orientation.
typedef enum {
    PICTURE_UPRIGHT = 1,
    PICTURE_MIRRORED = 2,
    PICTURE_UPSIDE_DOWN = 3,
    PICTURE_FLIPPED = 4,
    /// From here on, rows are shown as columns.
    PICTURE_TRANSPOSED = 5,
    /// To be turned by a quarter, clockwise.
    PICTURE_TURNED_LEFT = 6,
    PICTURE_TRANSVERSE = 7,
    /// To be turned by a quarter, counterclockwise.
    PICTURE_TURNED_RIGHT = 8,
    PICTURE_LAST_ORIENTATION = PICTURE_TURNED_RIGHT,
} picture_orientation;

/// What an Exif segment of a JPEG says, from its "Exif" on; PICTURE_UPRIGHT where it says nothing that can be read.
picture_orientation picture_read_orientation(const uint8_t *exif, size_t length);

/// One frame, in rows from the top as they are stored.
typedef struct {
    uint32_t width;
    uint32_t height;
    /// How it is to be shown; 0, as PICTURE_UPRIGHT, in formats other than JPEG.
    picture_orientation orientation;
    /// width * height bytes: brightness of what is painted, 0 black. NULL in PICTURE_COLOUR.
    uint8_t *luma;
    /// width * height bytes, 255 opaque; NULL when every pixel is, and in PICTURE_COLOUR.
    uint8_t *alpha;
    /// 4 * width * height bytes, red first and not premultiplied; NULL in PICTURE_LUMA.
    uint8_t *rgba;
} picture_frame;

typedef struct {
    /// Corners in pixels from the top left, beginning at the code's own top left: x0, y0, x1, y1, …
    int32_t points[8];
    uint32_t length;
    /// UTF-8; not terminated.
    char text[PICTURE_TEXT_LIMIT];
} picture_code;

typedef struct {
    /// The reading of clock(3) from which nothing further is tried.
    int64_t deadline;
    uint32_t count;
    picture_code codes[PICTURE_CODE_LIMIT];
} picture_codes;

/// Gets each frame; returns false to see no more.
typedef bool (*picture_frame_handler)(picture_frame *frame, void *context);

/// Decodes a PNG, JPEG, WebP or GIF, told by its first bytes. A broken one may have given frames before it is found to
/// be broken.
picture_status picture_decode(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context);

picture_status picture_decode_png(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context);
picture_status picture_decode_jpeg(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context);
picture_status picture_decode_webp(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context);
picture_status picture_decode_gif(
    const uint8_t *bytes, size_t length, picture_form form, picture_frame_handler handler, void *context);

/// PICTURE_READ for a size that is decoded.
picture_status picture_check_size(uint64_t width, uint64_t height);

/// Makes a frame from 4 bytes a pixel, red first and not premultiplied; false when there is no memory.
bool picture_frame_from_rgba(
    picture_frame *frame, const uint8_t *rgba, uint32_t width, uint32_t height, picture_form form);
void picture_frame_free(picture_frame *frame);

/// Adds the codes of a frame to those found so far, each once; two that say the same in two places are two.
void picture_find_codes(const picture_frame *frame, picture_codes *codes);

/// Reads a picture: PICTURE_READ with its codes, or why it could not be read. A broken picture that gives up a code all
/// the same is read, as a telephone would read it.
picture_status picture_read(const uint8_t *bytes, size_t length, picture_codes *codes);

/// A small picture to be shown.
typedef struct {
    uint32_t width;
    uint32_t height;
    uint32_t length;
    /// JPEG; freed by whoever asked for it.
    uint8_t *bytes;
} picture_small;

/// Makes the first frame small enough for a square of `side` pixels, upright and on white, and encodes it as JPEG; a frame that fits
/// keeps its size. PICTURE_READ with `small` filled, or why not: a broken picture is not shown.
picture_status picture_shrink(const uint8_t *bytes, size_t length, uint32_t side, picture_small *small);

/// Gives up everything but reading, writing and memory, for good: limits on memory and time, no new privileges, and on
/// Linux a filter of system calls that kills the process at any other call. Returns false when that cannot be had.
bool picture_confine(void);

#ifdef __cplusplus
}
#endif

#endif
