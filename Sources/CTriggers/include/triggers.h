#ifndef HUTONG_TRIGGERS_H
#define HUTONG_TRIGGERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor can run `triggers_next`. Constant.
static inline bool triggers_are_vectorised(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

/// Finds the first block of 64 bytes, from `*block` on, that holds a byte worth a second look: what
/// LinkRecognition's Triggers.swift asks, with 32 or 64 bytes an instruction. To be called only where
/// `triggers_are_vectorised`.
///
/// `*block` is a multiple of 64 below `count`; it becomes the offset of the block found. Returned is a bit for each of
/// its bytes, the first lowest; 0 when there is no such block. Reads nothing outside `text[0..<count]`.
uint64_t triggers_next(const uint8_t *text, size_t count, size_t *block);

/// `triggers_next` with 32 bytes an instruction, whatever else the processor can do.
uint64_t triggers_next_avx2(const uint8_t *text, size_t count, size_t *block);

#endif
