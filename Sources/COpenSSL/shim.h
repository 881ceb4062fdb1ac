#ifndef HUTONG_COPENSSL_H
#define HUTONG_COPENSSL_H

#include <openssl/evp.h>

// AES-256-GCM with a 12-byte nonce and a 16-byte tag (NIST SP 800-38D), over a context that keeps the key's schedule.

/// A context for one key of 32 bytes; NULL when there is no memory. `seals` is 1 to seal, 0 to open.
static inline EVP_CIPHER_CTX *caes_context(const unsigned char *key, int seals) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (context && EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, NULL, seals) != 1) {
        EVP_CIPHER_CTX_free(context);
        return NULL;
    }
    return context;
}

/// Writes `length` bytes of ciphertext to `output` and the tag behind them. Gives 1 when it worked.
static inline int caes_seal(
    EVP_CIPHER_CTX *context, const unsigned char *nonce, const unsigned char *additional, int additional_length,
    const unsigned char *input, int length, unsigned char *output) {
    int written = 0;
    return EVP_EncryptInit_ex(context, NULL, NULL, NULL, nonce) == 1
        && EVP_EncryptUpdate(context, NULL, &written, additional, additional_length) == 1
        && EVP_EncryptUpdate(context, output, &written, input, length) == 1
        && EVP_EncryptFinal_ex(context, output + written, &written) == 1
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, output + length) == 1;
}

/// Writes `length` bytes of plaintext to `output`. Gives 1 only when the tag, which stands behind the input, is right.
static inline int caes_open(
    EVP_CIPHER_CTX *context, const unsigned char *nonce, const unsigned char *additional, int additional_length,
    const unsigned char *input, int length, unsigned char *output) {
    int written = 0;
    return EVP_DecryptInit_ex(context, NULL, NULL, NULL, nonce) == 1
        && EVP_DecryptUpdate(context, NULL, &written, additional, additional_length) == 1
        && EVP_DecryptUpdate(context, output, &written, input, length) == 1
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, (void *)(input + length)) == 1
        && EVP_DecryptFinal_ex(context, output + written, &written) == 1;
}

#endif
