#ifndef HUTONG_CICU_SHIM_H
#define HUTONG_CICU_SHIM_H

// The seven functions of ICU that are used, declared here with plain C types.
//
// ICU's own headers stay out: its types would clash with those of the ICU inside Foundation wherever a program imports
// both, and its functions are renamed by macros, which Swift does not see. Only the version header is read, which
// declares nothing; it tells the suffix the functions carry ("unorm2_normalize_72").

#include <stdbool.h>
#include <stdint.h>
#include <unicode/uvernum.h>

#define CICU_TEXT(token) #token
#define CICU_EXPANDED(token) CICU_TEXT(token)
#define CICU_SYMBOL(name) \
    __asm__(CICU_EXPANDED(__USER_LABEL_PREFIX__) name CICU_EXPANDED(U_ICU_VERSION_SUFFIX))

/// A `const UNormalizer2 *`; never freed.
typedef const void *cicu_normalizer;

cicu_normalizer cicu_unorm2_getNFCInstance(int *status) CICU_SYMBOL("unorm2_getNFCInstance");
cicu_normalizer cicu_unorm2_getNFDInstance(int *status) CICU_SYMBOL("unorm2_getNFDInstance");
int32_t cicu_unorm2_normalize(
    cicu_normalizer normalizer, const uint16_t *input, int32_t length, uint16_t *output, int32_t capacity,
    int *status) CICU_SYMBOL("unorm2_normalize");
int8_t cicu_unorm2_isNormalized(
    cicu_normalizer normalizer, const uint16_t *input, int32_t length, int *status) CICU_SYMBOL("unorm2_isNormalized");

/// A `UConverter *`.
typedef void *cicu_converter;

cicu_converter cicu_ucnv_open(const char *name, int *status) CICU_SYMBOL("ucnv_open");
void cicu_ucnv_close(cicu_converter converter) CICU_SYMBOL("ucnv_close");
int32_t cicu_ucnv_toUChars(
    cicu_converter converter, uint16_t *output, int32_t capacity, const char *input, int32_t length,
    int *status) CICU_SYMBOL("ucnv_toUChars");

/// Decodes `length` bytes of the character set `name` into UTF-16; what is malformed becomes U+FFFD.
/// Returns the number of units, or -1 when ICU does not know the set or `capacity` does not hold them.
static inline int32_t cicu_decode(
    const char *name, const uint8_t *input, int32_t length, uint16_t *output, int32_t capacity
) {
    int status = 0;
    cicu_converter converter = cicu_ucnv_open(name, &status);
    if (status > 0 || !converter) return -1;
    int32_t written = cicu_ucnv_toUChars(converter, output, capacity, (const char *)input, length, &status);
    cicu_ucnv_close(converter);
    return status <= 0 ? written : -1;
}

/// The two canonical normalisation forms.
typedef enum __attribute__((enum_extensibility(closed))) { CICUFormNFC, CICUFormNFD } CICUForm;

static inline cicu_normalizer cicu_normalizer_for(CICUForm form) {
    int status = 0;
    cicu_normalizer normalizer =
        form == CICUFormNFC ? cicu_unorm2_getNFCInstance(&status) : cicu_unorm2_getNFDInstance(&status);
    return status <= 0 ? normalizer : (cicu_normalizer)0;
}

/// Normalises `length` UTF-16 units into `output`.
/// Returns the length of the result, or -1 when `capacity` does not hold it or ICU has no data.
static inline int32_t cicu_normalize(
    CICUForm form, const uint16_t *input, int32_t length, uint16_t *output, int32_t capacity
) {
    cicu_normalizer normalizer = cicu_normalizer_for(form);
    if (!normalizer) return -1;
    int status = 0;
    int32_t written = cicu_unorm2_normalize(normalizer, input, length, output, capacity, &status);
    return status <= 0 ? written : -1;
}

/// Whether `length` UTF-16 units are already normalised.
static inline bool cicu_is_normalized(CICUForm form, const uint16_t *input, int32_t length) {
    cicu_normalizer normalizer = cicu_normalizer_for(form);
    if (!normalizer) return false;
    int status = 0;
    return cicu_unorm2_isNormalized(normalizer, input, length, &status) && status <= 0;
}

#endif
