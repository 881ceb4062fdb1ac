#ifndef HUTONG_CPUBLICSUFFIX_SHIM_H
#define HUTONG_CPUBLICSUFFIX_SHIM_H

#include <libpsl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/// Writes the date of libpsl's built-in list as "YYYY-MM-DD". Returns false when it is not known.
static inline int cpsl_builtin_date(char *date, size_t capacity) {
    time_t changed = psl_builtin_file_time();
    struct tm parts;
    if (changed <= 0 || !gmtime_r(&changed, &parts)) return 0;
    return strftime(date, capacity, "%Y-%m-%d", &parts) > 0;
}

/// Writes the date in the "// VERSION: YYYY-MM-DD_…" comment at the head of a list. Returns false when it has none.
static inline int cpsl_file_date(const char *path, char *date, size_t capacity) {
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    char line[256];
    int found = 0;
    for (int number = 0; !found && number < 40 && fgets(line, sizeof line, file); number++) {
        const char *version = strstr(line, "VERSION:");
        if (!version) continue;
        version += strlen("VERSION:");
        while (*version == ' ') version++;
        if (strlen(version) >= 10 && capacity > 10 && version[4] == '-' && version[7] == '-') {
            memcpy(date, version, 10);
            date[10] = 0;
            found = 1;
        }
    }
    fclose(file);
    return found;
}

/// Hands over every rule of a list, as it is written there. Returns false when the list cannot be read.
static inline int cpsl_each_rule(const char *path, void *context,
                                 void (*rule)(void *context, const char *bytes, size_t count)) {
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    char line[256];
    int is_whole = 1;
    while (fgets(line, sizeof line, file)) {
        const char *start = line + strspn(line, " \t\r\n\v\f");
        size_t count = strcspn(start, " \t\r\n\v\f");
        // A longer line is a comment, or no rule that a name could meet.
        if (is_whole && count > 0 && !(start[0] == '/' && start[1] == '/')) rule(context, start, count);
        is_whole = strchr(line, '\n') != NULL;
    }
    int is_read = !ferror(file);
    fclose(file);
    return is_read;
}

#endif
