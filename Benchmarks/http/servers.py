"""The two servers under load: started on one core, and asked what they used."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
STARTS = 5


class Server:
    """A process with its children, on core 0."""

    def __init__(self, command, folder):
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *map(str, command)], stdout=subprocess.PIPE,
            stderr=open(folder / "log", "ab"), text=True, cwd=folder)

    def processes(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def cpu(self):
        """Seconds of user and system time so far."""
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def memory(self):
        """Resident bytes."""
        return sum(
            int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) * 1024
            for pid in self.processes())

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)


class Nginx(Server):
    def __init__(self, folder):
        folder.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        text = (HERE / "nginx.conf").read_text().replace("@FOLDER@", str(folder)).replace("@PORT@", str(port))
        (folder / "nginx.conf").write_text(text)
        super().__init__([program, "-p", folder, "-e", folder / "nginx-error.log", "-c", folder / "nginx.conf"], folder)
        self.address = f"http://127.0.0.1:{port}"
        wait_until(lambda: connects(port), "nginx", self)
        self.version = subprocess.run([program, "-v"], capture_output=True, text=True).stderr.strip().split(": ")[-1]


class Hutong(Server):
    def __init__(self, program, folder):
        folder.mkdir(exist_ok=True)
        self.program = program
        self.data = folder / "data"
        started = time.monotonic()
        # One key stands for a whole chat platform here.
        (folder / "hutong.yaml").write_text("rate_limit: 0\n")
        super().__init__(
            [program, "serve", "--port", "0", "--data", self.data, "--config", folder / "hutong.yaml"], folder)
        line = self.process.stdout.readline()
        found = re.search(r"listens on (\S+)", line)
        if not found:
            raise SystemExit(f"hutong did not start:\n{(folder / 'log').read_text()}")
        self.address = found[1]
        wait_until(lambda: status(self.address + "/readyz") == 200, "hutong", self)
        self.ready_after = time.monotonic() - started
        self.version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()

    def make_key(self):
        return subprocess.run(
            [self.program, "keys", "create", "--name", "bench", "--scopes", "check,read", "--quiet", "--data", self.data],
            check=True, capture_output=True, text=True).stdout.strip()

    def ask(self, path, key, body=None):
        """The JSON that a path answers."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.address + path, data, headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)


def start_times(program, folder):
    """Seconds from start to the first 200 of /readyz: on a new folder, and then on the same one."""
    times = []
    for _ in range(STARTS + 1):
        server = Hutong(program, folder)
        times.append(server.ready_after)
        server.stop()
    return times[0], sorted(times[1:])[STARTS // 2]


def wait_until(holds, name, server):
    for _ in range(60_000):
        if holds():
            return
        if server.process.poll() is not None:
            break
        time.sleep(0.001)
    raise SystemExit(f"{name} did not start")


def connects(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status
    except OSError as error:
        return getattr(error, "code", None)
