#include <string.h>

#include "picture.h"

// Exif 2.32 (CIPA DC-008), sections 4.5.2 "File header" to 4.6.4 "TIFF Rev. 6.0 attribute information": a TIFF file whose
// first directory may say how the camera was held.

enum { header_length = 6, tag_orientation = 0x0112, type_short = 3, entry_length = 12 };

typedef struct {
    const uint8_t *bytes;
    size_t length;
    bool is_big_endian;
} tiff;

/// Whether `count` bytes stand at `offset`.
static bool holds(const tiff *file, size_t offset, size_t count) {
    return offset <= file->length && count <= file->length - offset;
}

/// The number of `count` bytes, at most 4, at `offset`, which the file must hold.
static uint32_t number(const tiff *file, size_t offset, size_t count) {
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value << 8 | file->bytes[offset + (file->is_big_endian ? i : count - 1 - i)];
    }
    return value;
}

picture_orientation picture_read_orientation(const uint8_t *exif, size_t length) {
    if (length < header_length || memcmp(exif, "Exif\0", header_length) != 0) return PICTURE_UPRIGHT;
    tiff file = {.bytes = exif + header_length, .length = length - header_length};
    if (!holds(&file, 0, 8)) return PICTURE_UPRIGHT;
    file.is_big_endian = memcmp(file.bytes, "MM\0\x2A", 4) == 0;
    if (!file.is_big_endian && memcmp(file.bytes, "II\x2A\0", 4) != 0) return PICTURE_UPRIGHT;
    size_t directory = number(&file, 4, 4);
    if (!holds(&file, directory, 2)) return PICTURE_UPRIGHT;
    uint32_t count = number(&file, directory, 2);
    size_t entry = directory + 2;
    for (; count > 0 && holds(&file, entry, entry_length); count--, entry += entry_length) {
        if (number(&file, entry, 2) != tag_orientation) continue;
        if (number(&file, entry + 2, 2) != type_short || number(&file, entry + 4, 4) != 1) return PICTURE_UPRIGHT;
        uint32_t value = number(&file, entry + 8, 2);
        return value >= PICTURE_UPRIGHT && value <= PICTURE_LAST_ORIENTATION ? (picture_orientation)value : PICTURE_UPRIGHT;
    }
    return PICTURE_UPRIGHT;
}
