// hutong-picture: reads one picture from standard input, writes the QR codes in it to standard output, and ends. With an
// argument, it writes the picture itself, made small enough for a square of so many pixels. The gateway starts one for
// each picture.
//
// The answer, with integers in big-endian order: a byte of picture_status and a byte for the number of codes; for each
// code its four corners as eight 32-bit numbers, the length of its text in 32 bits, and the text in UTF-8.
//
// The answer with an argument: a byte of picture_status, and after PICTURE_READ width, height and length as 32-bit numbers
// and the JPEG.

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "picture.h"

enum { refused_to_run = 70, input_failed = 74 };

static uint8_t *output_end;

static void put(uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) *output_end++ = (uint8_t)(value >> shift);
}

static bool write_all(const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(1, bytes, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/// Everything from standard input; NULL when there is no memory for it or it cannot be read.
static uint8_t *read_all(size_t *length) {
    size_t capacity = 1 << 20;
    uint8_t *bytes = malloc(capacity);
    *length = 0;
    while (bytes) {
        if (*length == capacity) {
            capacity *= 2;
            uint8_t *larger = realloc(bytes, capacity);
            if (!larger) free(bytes);
            bytes = larger;
            continue;
        }
        ssize_t count = read(0, bytes + *length, capacity - *length);
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) return bytes;
        if (count < 0) break;
        *length += (size_t)count;
    }
    free(bytes);
    return NULL;
}

static bool answer_codes(const uint8_t *bytes, size_t length) {
    static picture_codes codes;
    static uint8_t output[2 + PICTURE_CODE_LIMIT * (36 + PICTURE_TEXT_LIMIT)];
    picture_status status = picture_read(bytes, length, &codes);
    output_end = output;
    *output_end++ = (uint8_t)status;
    *output_end++ = (uint8_t)codes.count;
    for (uint32_t i = 0; i < codes.count; i++) {
        const picture_code *code = &codes.codes[i];
        for (int j = 0; j < 8; j++) put((uint32_t)code->points[j]);
        put(code->length);
        for (uint32_t j = 0; j < code->length; j++) *output_end++ = (uint8_t)code->text[j];
    }
    return write_all(output, (size_t)(output_end - output));
}

static bool answer_small(const uint8_t *bytes, size_t length, uint32_t side) {
    picture_small small;
    uint8_t output[13];
    picture_status status = picture_shrink(bytes, length, side, &small);
    output_end = output;
    *output_end++ = (uint8_t)status;
    if (status != PICTURE_READ) return write_all(output, 1);
    put(small.width);
    put(small.height);
    put(small.length);
    return write_all(output, sizeof output) && write_all(small.bytes, small.length);
}

int main(int count, char **arguments) {
    if (!picture_confine()) return refused_to_run;
    size_t length;
    uint8_t *bytes = read_all(&length);
    if (!bytes) return input_failed;
    bool is_answered = count > 1 ? answer_small(bytes, length, (uint32_t)strtoul(arguments[1], NULL, 10))
                                 : answer_codes(bytes, length);
    return is_answered ? 0 : input_failed;
}
