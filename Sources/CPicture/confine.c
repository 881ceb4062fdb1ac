#include <fcntl.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#include "picture.h"

#ifdef __linux__
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/// The low half of an argument; these machines are little-endian.
#define LOAD_ARGUMENT(n) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[n]))
#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, action)
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), ANSWER(SECCOMP_RET_ALLOW)

static bool filter_calls(void) {
#ifdef ARCHITECTURE
    struct sock_filter program[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        // Descriptors 0 and 1 are all that is open; these calls need no look at their arguments.
        ALLOW(__NR_read),
        ALLOW(__NR_write),
        ALLOW(__NR_exit_group),
        ALLOW(__NR_exit),
        ALLOW(__NR_brk),
        ALLOW(__NR_munmap),
        ALLOW(__NR_mremap),
        ALLOW(__NR_madvise),
        ALLOW(__NR_futex),
        ALLOW(__NR_clock_gettime),
        ALLOW(__NR_rt_sigreturn),
        // Memory that is never executable: new, or changed.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mprotect, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        LOAD_ARGUMENT(2),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        ANSWER(SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof program / sizeof *program, program};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
#else
    return false;
#endif
}
#else
static bool filter_calls(void) { return true; }
#endif

static bool limit(int resource, rlim_t value) {
    struct rlimit pair = {value, value};
    return setrlimit(resource, &pair) == 0;
}

static void close_others(void) {
#if defined(__linux__) && defined(__NR_close_range)
    if (syscall(__NR_close_range, 3u, ~0u, 0u) == 0) return;
#endif
    struct rlimit open_files;
    rlim_t end = getrlimit(RLIMIT_NOFILE, &open_files) == 0 && open_files.rlim_cur < 65536 ? open_files.rlim_cur : 65536;
    for (rlim_t descriptor = 3; descriptor < end; descriptor++) close((int)descriptor);
}

bool picture_confine(void) {
    close_others();
    if (chdir("/") != 0) return false;
    bool is_limited = limit(RLIMIT_CPU, 2) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0)
        && limit(RLIMIT_NOFILE, 2);
#ifdef __linux__
    // macOS refuses both.
    is_limited = is_limited && limit(RLIMIT_AS, 512u << 20) && limit(RLIMIT_NPROC, 0);
#endif
    return is_limited && filter_calls();
}
