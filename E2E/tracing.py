"""The system calls of a program, in the order in which they ended."""

import re
import shutil
import subprocess
import time

import pytest

# The longest page of SQLite's log, so that what is written can be looked for in it.
STRACE = ["strace", "-f", "-qq", "-s", "5000", "-e", "trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg", "-o"]


def need_strace():
    if not shutil.which("strace"):
        pytest.skip("LOUDLY SKIPPED: strace is not installed; the order of system calls was not looked at")


def run_traced(command, log):
    """Runs a program to its end."""
    need_strace()
    result = subprocess.run([*STRACE, log, *command], capture_output=True, text=True, timeout=120)
    if "ptrace" in result.stderr:
        pytest.skip("LOUDLY SKIPPED: tracing is forbidden here; the order of system calls was not looked at")
    return result


def start_traced(gateway, log):
    need_strace()
    gateway.folder.mkdir()
    gateway.start(wrapper=[*STRACE, log])


def stop_traced(gateway):
    """Stops the gateway itself: strace ends with it."""
    time.sleep(0.3)
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(gateway.process.pid)], capture_output=True, text=True).stdout.split()
    for child in children:
        subprocess.run(["kill", "-TERM", child])
    gateway.process.wait(timeout=20)


def calls(log):
    """(name, arguments) of each call, when it had ended: one that another thread interrupted is put together again."""
    begun = {}
    for line in log.read_text(errors="replace").splitlines():
        found = re.match(r"(\d+) +(?:(\w+)\(|<\.\.\. (\w+) resumed>)(.*)", line)
        if not found:
            continue
        thread, name, resumed, rest = found.groups()
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest
        else:
            yield name or resumed, begun.pop(thread, "") + rest


def synced_before(log, mark, answer):
    """Whether what holds `mark` was written to a file, that file flushed, and only then `answer` sent."""
    written = None
    flushed = False
    for name, arguments in calls(log):
        descriptor = re.match(r"\d+", arguments)
        if name == "pwrite64" and mark in arguments and not flushed:
            written = descriptor[0]
        elif name in ("fdatasync", "fsync") and written and descriptor and descriptor[0] == written:
            flushed = True
        elif name in ("write", "writev", "sendto", "sendmsg") and answer in arguments:
            return flushed
    raise AssertionError(f"{answer} was never sent")
