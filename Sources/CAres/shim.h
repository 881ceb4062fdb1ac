#ifndef HUTONG_CARES_SHIM_H
#define HUTONG_CARES_SHIM_H

#include <ares.h>
#include <arpa/nameser.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>

struct cares_texts {
    char *bytes;
    size_t room, used;
    int status;
};

/// Keeps the TXT records of an answer, one a line; those that do not fit are left out.
static inline void cares_keep(void *context, int status, int timeouts, unsigned char *answer, int length) {
    struct cares_texts *texts = (struct cares_texts *)context;
    (void)timeouts;
    texts->status = status;
    if (status != ARES_SUCCESS) return;
    struct ares_txt_ext *records = NULL;
    texts->status = ares_parse_txt_reply_ext(answer, length, &records);
    if (texts->status != ARES_SUCCESS) return;
    for (struct ares_txt_ext *record = records; record; record = record->next) {
        // Strings of one record belong together (RFC 7208, section 3.3).
        size_t line_break = record->record_start && texts->used > 0;
        if (texts->used + line_break + record->length > texts->room) break;
        if (line_break) texts->bytes[texts->used++] = '\n';
        memcpy(texts->bytes + texts->used, record->txt, record->length);
        texts->used += record->length;
    }
    ares_free_data(records);
}

/// Asks for the TXT records of a name and waits for the answer.
///
/// servers: `host:port,…`, or NULL for the system's. milliseconds: of one try; there are two for each server.
/// Gives the status of c-ares; the number of bytes kept is in `used`.
static inline int cares_texts_of(
    const char *name, const char *servers, int milliseconds, char *bytes, size_t room, size_t *used
) {
    struct cares_texts texts = {bytes, room, 0, ARES_ENOTINITIALIZED};
    struct ares_options options;
    memset(&options, 0, sizeof options);
    options.timeout = milliseconds;
    options.tries = 2;
    options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
    ares_channel channel;
    *used = 0;
    int status = ares_init_options(
        &channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_FLAGS);
    if (status != ARES_SUCCESS) return status;
    if (servers && (status = ares_set_servers_ports_csv(channel, servers)) != ARES_SUCCESS) {
        ares_destroy(channel);
        return status;
    }
    ares_query(channel, name, ns_c_in, ns_t_txt, cares_keep, &texts);
    for (;;) {
        ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
        int interest = ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
        if (interest == 0) break;
        struct timeval limit = {1, 0}, left;
        struct timeval *wait = ares_timeout(channel, &limit, &left);
        // Not select(2): a gateway has more descriptors than it can take.
        struct pollfd polled[ARES_GETSOCK_MAXNUM];
        nfds_t count = 0;
        for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
            short events = (ARES_GETSOCK_READABLE(interest, i) ? POLLIN : 0)
                | (ARES_GETSOCK_WRITABLE(interest, i) ? POLLOUT : 0);
            if (events) polled[count++] = (struct pollfd){sockets[i], events, 0};
        }
        int ready = poll(polled, count, (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
        if (ready <= 0) ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
        for (nfds_t i = 0; ready > 0 && i < count; i++) {
            if (!polled[i].revents) continue;
            ares_process_fd(
                channel, polled[i].revents & ~POLLOUT ? polled[i].fd : ARES_SOCKET_BAD,
                polled[i].revents & POLLOUT ? polled[i].fd : ARES_SOCKET_BAD);
        }
    }
    ares_destroy(channel);
    *used = texts.used;
    return texts.status;
}

#endif
