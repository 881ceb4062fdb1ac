// A 16-bit binary fuse filter (Graf and Lemire 2022) in C, written for this comparison: what a look-up costs of a key of
// 64 bits that is at hand, at a number of random keys.
//
// Then the same for names: hashed with SipHash-1-3 (Aumasson and Bernstein) and looked up.
//
//     peer [entries…]        1,000,000 and 10,000,000 when none is given

#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

struct filter {
    uint64_t seed, span;
    uint32_t length, mask;
    size_t cell_count;
    uint16_t *cells;
};

static uint64_t mix(uint64_t key) {
    key = (key ^ key >> 33) * 0xFF51AFD7ED558CCDULL;
    key = (key ^ key >> 33) * 0xC4CEB9FE1A85EC53ULL;
    return key ^ key >> 33;
}

static void places(const struct filter *f, uint64_t hash, uint32_t place[3]) {
    place[0] = (uint32_t)((unsigned __int128)hash * f->span >> 64);
    place[1] = (place[0] + f->length) ^ ((uint32_t)(hash >> 18) & f->mask);
    place[2] = (place[0] + 2 * f->length) ^ ((uint32_t)hash & f->mask);
}

static uint16_t fingerprint(uint64_t hash) { return (uint16_t)(hash ^ hash >> 32); }

static int contains(const struct filter *f, uint64_t key) {
    uint64_t hash = mix(key + f->seed);
    uint32_t p[3];
    places(f, hash, p);
    return fingerprint(hash) == (uint16_t)(f->cells[p[0]] ^ f->cells[p[1]] ^ f->cells[p[2]]);
}

static void *memory(size_t size) {
    size_t page = 2 << 20;
    void *result = aligned_alloc(page, (size + page - 1) / page * page);
    if (!result) exit(1);
    madvise(result, size, MADV_HUGEPAGE);
    memset(result, 0, size);
    return result;
}

static int fill(struct filter *f, const uint64_t *keys, size_t n) {
    uint8_t *counts = memory(f->cell_count);
    uint64_t *sums = memory(f->cell_count * 8), *order = memory(n * 8);
    uint32_t *at = memory(n * 4), *alone = memory(f->cell_count * 4 + 4);
    size_t done = 0, waiting = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t hash = mix(keys[i] + f->seed);
        uint32_t p[3];
        places(f, hash, p);
        for (int j = 0; j < 3; j++) counts[p[j]]++, sums[p[j]] ^= hash;
    }
    for (size_t i = 0; i < f->cell_count; i++)
        if (counts[i] == 1) alone[waiting++] = (uint32_t)i;
    while (waiting) {
        uint32_t place = alone[--waiting];
        if (counts[place] != 1) continue;
        uint64_t hash = sums[place];
        order[done] = hash, at[done++] = place;
        uint32_t p[3];
        places(f, hash, p);
        for (int j = 0; j < 3; j++) {
            sums[p[j]] ^= hash;
            if (--counts[p[j]] == 1) alone[waiting++] = p[j];
        }
    }
    int whole = done == n;
    while (whole && done--) {
        uint32_t p[3];
        places(f, order[done], p);
        f->cells[at[done]] = 0;
        f->cells[at[done]] = fingerprint(order[done]) ^ f->cells[p[0]] ^ f->cells[p[1]] ^ f->cells[p[2]];
    }
    free(counts), free(sums), free(order), free(at), free(alone);
    return whole;
}

static struct filter build(const uint64_t *keys, size_t n) {
    struct filter f = {.seed = 0x9E3779B97F4A7C15ULL};
    int exponent = (int)floor(log(n) / log(3.33) + 2.25);
    f.length = 1u << (exponent > 18 ? 18 : exponent);
    f.mask = f.length - 1;
    double factor = fmax(1.125, 0.875 + 0.25 * log(1e6) / log(n));
    uint64_t segments = ((uint64_t)(n * factor) + f.length - 1) / f.length - 2;
    f.span = segments * f.length;
    f.cell_count = (segments + 2) * f.length;
    f.cells = memory(f.cell_count * 2);
    while (!fill(&f, keys, n)) f.seed = mix(f.seed);
    return f;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static uint64_t state = 1;
static uint64_t next(void) { return mix(state += 0x9E3779B97F4A7C15ULL); }

static double best(const struct filter *f, const uint64_t *questions, size_t count, size_t *found) {
    double fastest = 1e9;
    for (int round = 0; round < 25; round++) {
        double start = now();
        size_t hits = 0;
        for (size_t i = 0; i < count; i++) hits += contains(f, questions[i]);
        double time = now() - start;
        if (time < fastest) fastest = time;
        *found = hits;
    }
    return fastest * 1e9 / count;
}

static uint64_t rotate(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

static void siphash_round(uint64_t v[4]) {
    v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
    v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
}

static uint64_t siphash(const char *text, size_t length) {
    uint64_t v[4] = {1 ^ 0x736F6D6570736575ULL, 2 ^ 0x646F72616E646F6DULL, 1 ^ 0x6C7967656E657261ULL,
                     2 ^ 0x7465646279746573ULL};
    size_t offset = 0;
    for (; offset + 8 <= length; offset += 8) {
        uint64_t word;
        memcpy(&word, text + offset, 8);
        v[3] ^= word, siphash_round(v), v[0] ^= word;
    }
    uint64_t last = (uint64_t)length << 56;
    for (int shift = 0; offset < length; shift += 8) last |= (uint64_t)(uint8_t)text[offset++] << shift;
    v[3] ^= last, siphash_round(v), v[0] ^= last;
    v[2] ^= 0xFF, siphash_round(v), siphash_round(v), siphash_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct names {
    char *bytes;
    uint32_t *ends;
};

// 16 to 24 bytes each, beside one another.
static struct names make_names(size_t count) {
    struct names names = {memory(count * 24), memory((count + 1) * 4)};
    uint32_t end = 0;
    for (size_t i = 0; i < count; i++) {
        int length = 12 + (int)(next() % 9);
        for (int j = 0; j < length; j++) names.bytes[end++] = 'a' + (char)(next() % 26);
        memcpy(names.bytes + end, ".com", 4);
        end += 4;
        names.ends[i + 1] = end;
    }
    return names;
}

static double best_named(const struct filter *f, const struct names *names, size_t count, size_t *hits) {
    double fastest = 1e9;
    for (int round = 0; round < 25; round++) {
        double start = now();
        size_t found = 0;
        for (size_t i = 0; i < count; i++)
            found += contains(f, siphash(names->bytes + names->ends[i], names->ends[i + 1] - names->ends[i]));
        *hits = found;
        double time = now() - start;
        if (time < fastest) fastest = time;
    }
    return fastest * 1e9 / count;
}

static void measure(size_t n) {
    uint64_t *keys = memory(n * 8);
    for (size_t i = 0; i < n; i++) keys[i] = next();
    double start = now();
    struct filter f = build(keys, n);
    double time = now() - start;
    size_t count = 1 << 20, found;
    uint64_t *listed = memory(count * 8), *others = memory(count * 8);
    for (size_t i = 0; i < count; i++) listed[i] = keys[next() % n], others[i] = next();
    double hit = best(&f, listed, count, &found);
    if (found != count) exit(1);
    double miss = best(&f, others, count, &found);
    struct names names = make_names(count / 4);
    double named = best_named(&f, &names, count / 4, &found);
    printf("%zu keys in C: miss %.0f ns, of a name %.0f ns; hit of the filter alone %.0f ns, %.2f bytes an entry, built in %.2f s\n",
           n, miss, named, hit, f.cell_count * 2.0 / n, time);
    free(keys), free(listed), free(others), free(f.cells), free(names.bytes), free(names.ends);
}

int main(int argc, char **argv) {
    if (argc == 1) measure(1000000), measure(10000000);
    for (int i = 1; i < argc; i++) measure(strtoull(argv[i], 0, 10));
}
