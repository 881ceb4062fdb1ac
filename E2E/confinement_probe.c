// What a picture could make hutong-picture do once it had taken it over: each is tried after the program's own
// confinement, and must end the process.

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "picture.h"

int main(int count, char **arguments) {
    const char *what = count > 1 ? arguments[1] : "";
    static const char done[] = "done\n";
    if (!picture_confine()) return 70;
    if (!strcmp(what, "nothing")) {
    } else if (!strcmp(what, "open")) {
        open("/etc/passwd", O_RDONLY);
    } else if (!strcmp(what, "create")) {
        open("/tmp/hutong-probe", O_CREAT | O_WRONLY, 0600);
    } else if (!strcmp(what, "stat")) {
        struct stat status;
        stat("/etc/passwd", &status);
    } else if (!strcmp(what, "unlink")) {
        unlink("/tmp/hutong-probe");
    } else if (!strcmp(what, "socket")) {
        socket(AF_INET, SOCK_STREAM, 0);
    } else if (!strcmp(what, "unix")) {
        socket(AF_UNIX, SOCK_DGRAM, 0);
    } else if (!strcmp(what, "fork")) {
        if (fork() == 0) _exit(0);
    } else if (!strcmp(what, "exec")) {
        execl("/bin/true", "true", (char *)NULL);
    } else if (!strcmp(what, "kill")) {
        kill(getppid(), 0);
    } else if (!strcmp(what, "ptrace")) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    } else if (!strcmp(what, "sleep")) {
        sleep(1);
    } else if (!strcmp(what, "dup")) {
        dup(0);
    } else if (!strcmp(what, "code")) {
        mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    } else if (!strcmp(what, "turn")) {
        void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mprotect(page, 4096, PROT_READ | PROT_EXEC);
    } else if (!strcmp(what, "memory")) {
        // Not killed, but refused.
        if (mmap(NULL, 600u << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) return 1;
    } else if (!strcmp(what, "time")) {
        for (volatile unsigned long i = 0;; i++) {}
    } else {
        return 64;
    }
    return write(1, done, sizeof done - 1) == sizeof done - 1 ? 0 : 1;
}
