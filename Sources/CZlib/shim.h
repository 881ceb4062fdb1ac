#ifndef HUTONG_CZLIB_SHIM_H
#define HUTONG_CZLIB_SHIM_H

#include <string.h>
#include <zlib.h>

/// Begins to unpack gzip (RFC 1952), and nothing else. A macro in zlib.h, which Swift does not see.
static inline int czlib_begin_gunzip(z_stream *stream) {
    memset(stream, 0, sizeof *stream);
    return inflateInit2(stream, 15 + 16);
}

#endif
