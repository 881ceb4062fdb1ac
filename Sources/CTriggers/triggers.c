// Swift has no operation that looks up many bytes in a table at once, and builds for the oldest processors; hence C.
//
// A byte's class is the conjunction of a look-up by its lower half and one by its upper half. The bits of a class:
//
//   1 # $ ( ) . /    2 :    4 [    8 F0       worth a look wherever they stand
//   16 0-9           32 @ A-Z [ ... DEL      64 space       worth one after a byte beyond ASCII
//   128 v V          before a digit

#include "triggers.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define AVX2 __attribute__((target("avx2,bmi")))
#define AVX512 __attribute__((target("avx2,bmi,avx512f,avx512bw")))

/// A bit for each byte of a block: what single bytes say, without regard to their neighbours.
typedef struct {
    uint64_t always, after_text, digit, v, high, ef;
} marks;

static const uint8_t by_lower_half[16] = {16 + 32 + 64 + 8, 16 + 32, 16 + 32,          16 + 32 + 1, 16 + 32 + 1, 16 + 32,
                                          16 + 32 + 128,    16 + 32, 16 + 32 + 1,      16 + 32 + 1, 32 + 2,      32 + 4,
                                          32,               32,      32 + 1,           32 + 1};
static const uint8_t by_upper_half[16] = {0, 0, 64 + 1, 16 + 2, 32, 32 + 4 + 128, 32, 32 + 128, 0, 0, 0, 0, 0, 0, 0, 8};

/// Which bytes of the block of `length` bytes at `start` are worth a look, once `all` is known.
INLINE uint64_t judged(marks all, const uint8_t *text, size_t start, size_t length) {
    const uint8_t before = start ? text[start - 1] : 0;
    const uint64_t after_high = all.high << 1 | (before >> 7);
    const uint64_t after_v = all.v << 1 | ((before | 0x20) == 'v');
    uint64_t found = all.always | (all.after_text & after_high) | (all.digit & after_v);
    // Full-width stop, slash and small letters, at the last of their three bytes.
    uint64_t third = all.ef << 2 | (uint64_t)(before == 0xEF) << 1 | (start && text[start - 2] == 0xEF);
    if (length < 64) third &= (1ull << length) - 1;
    for (; third; third &= third - 1) {
        const size_t offset = (size_t)__builtin_ctzll(third);
        const uint8_t second = text[start + offset - 1], last = text[start + offset];
        const bool is_sign = second == 0xBC && (last | 1) == 0x8F;
        const bool is_letter = second == 0xBD && (uint8_t)(last - 0x81) < 26;
        found |= (uint64_t)(is_sign || is_letter) << offset;
    }
    return found;
}

AVX512 static uint64_t next_avx512(const uint8_t *text, size_t count, size_t *block) {
    const __m512i lower = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)by_lower_half));
    const __m512i upper = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)by_upper_half));
    const __m512i half = _mm512_set1_epi8(15);
    for (size_t start = *block; start < count; start += 64) {
        const size_t length = count - start;
        const __mmask64 inside = length < 64 ? (1ull << length) - 1 : ~0ull;
        const __m512i bytes = _mm512_maskz_loadu_epi8(inside, text + start);
        const __m512i classes = _mm512_and_si512(
            _mm512_shuffle_epi8(lower, _mm512_and_si512(bytes, half)),
            _mm512_shuffle_epi8(upper, _mm512_and_si512(_mm512_srli_epi16(bytes, 4), half)));
        const marks all = {
            .always = _mm512_test_epi8_mask(classes, half),
            .after_text = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(16 + 32 + 64)),
            .digit = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(16)),
            .v = _mm512_movepi8_mask(classes),
            .high = _mm512_movepi8_mask(bytes),
            .ef = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)0xEF)),
        };
        const uint64_t found = judged(all, text, start, length);
        if (found) {
            *block = start;
            return found;
        }
    }
    *block = count;
    return 0;
}

AVX2 INLINE marks marks_of(__m256i bytes) {
    const __m256i lower = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)by_lower_half));
    const __m256i upper = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)by_upper_half));
    const __m256i half = _mm256_set1_epi8(15);
    const __m256i classes = _mm256_and_si256(
        _mm256_shuffle_epi8(lower, _mm256_and_si256(bytes, half)),
        _mm256_shuffle_epi8(upper, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half)));
    const __m256i none = _mm256_setzero_si256();
    const __m256i quiet = _mm256_cmpeq_epi8(_mm256_and_si256(classes, half), none);
    const __m256i apart = _mm256_cmpeq_epi8(_mm256_and_si256(classes, _mm256_set1_epi8(16 + 32 + 64)), none);
    return (marks){
        .always = (uint32_t)~_mm256_movemask_epi8(quiet),
        .after_text = (uint32_t)~_mm256_movemask_epi8(apart),
        .digit = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(classes, 3)),
        .v = (uint32_t)_mm256_movemask_epi8(classes),
        .high = (uint32_t)_mm256_movemask_epi8(bytes),
        .ef = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8((char)0xEF))),
    };
}

AVX2 INLINE marks marks_of_64(const uint8_t *bytes) {
    const marks low = marks_of(_mm256_loadu_si256((const __m256i *)bytes));
    const marks high = marks_of(_mm256_loadu_si256((const __m256i *)(bytes + 32)));
    return (marks){
        .always = low.always | high.always << 32,
        .after_text = low.after_text | high.after_text << 32,
        .digit = low.digit | high.digit << 32,
        .v = low.v | high.v << 32,
        .high = low.high | high.high << 32,
        .ef = low.ef | high.ef << 32,
    };
}

AVX2 uint64_t triggers_next_avx2(const uint8_t *text, size_t count, size_t *block) {
    for (size_t start = *block; start < count; start += 64) {
        const size_t length = count - start;
        uint64_t found;
        if (length >= 64) {
            found = judged(marks_of_64(text + start), text, start, 64);
        } else {
            // Zeros, which are worth no look, behind the text.
            uint8_t last[64] = {0};
            memcpy(last, text + start, length);
            found = judged(marks_of_64(last), text, start, length);
        }
        if (found) {
            *block = start;
            return found;
        }
    }
    *block = count;
    return 0;
}

uint64_t triggers_next(const uint8_t *text, size_t count, size_t *block) {
    return __builtin_cpu_supports("avx512bw") ? next_avx512(text, count, block)
                                              : triggers_next_avx2(text, count, block);
}

#else

uint64_t triggers_next(const uint8_t *text, size_t count, size_t *block) {
    (void)text;
    *block = count;
    return 0;
}

uint64_t triggers_next_avx2(const uint8_t *text, size_t count, size_t *block) {
    return triggers_next(text, count, block);
}

#endif
