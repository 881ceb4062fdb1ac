"""The built program, run as its users run it: a process, a port, a folder."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("HUTONG", ROOT / ".build/debug/hutong"))
SHARED = ROOT.parent / "shared" / "data"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 MicroMessenger/8.0.13"
)


class Gateway:
    """One gateway on a folder; it can be killed and started again."""

    def __init__(self, folder, *flags):
        self.folder = Path(folder)
        self.flags = flags
        self.process = None
        self.address = None

    def start(self, wrapper=()):
        self.log = open(self.folder.parent / (self.folder.name + ".log"), "ab")
        self.process = subprocess.Popen(
            [*wrapper, PROGRAM, "serve", "--port", "0", "--data", self.folder, *self.flags],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
        )
        line = self.process.stdout.readline()
        found = re.search(r"listens on (\S+)", line)
        assert found, f"no address in {line!r}"
        self.address = found[1]
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=20) == 0

    def run(self, *arguments, check=True, text=None):
        result = subprocess.run(
            [PROGRAM, *arguments, "--data", self.folder], capture_output=True, text=True, input=text, timeout=60)
        assert not check or result.returncode == 0, result.stderr
        return result

    def key(self, scopes="check,read", tenant="default"):
        return self.run(
            "keys", "create", "--name", "e2e", "--scopes", scopes, "--tenant", tenant, "--quiet").stdout.strip()

    def check(self, key, message, query="", **more):
        return requests.post(
            f"{self.address}/v1/checks{query}", json=message, headers={"Authorization": f"Bearer {key}"}, timeout=20,
            **more)

    def summary(self, key):
        answer = requests.get(
            f"{self.address}/v1/stats/summary", headers={"Authorization": f"Bearer {key}"}, timeout=20)
        assert answer.status_code == 200, answer.text
        return answer.json()["totals"]

    def totals_when(self, key, measure, amount):
        """The totals once `measure` has reached `amount`: observations are committed within 50 ms."""
        for _ in range(100):
            totals = self.summary(key)
            if totals[measure] >= amount:
                return totals
            time.sleep(0.02)
        return totals

    def open(self, link):
        return requests.get(link, allow_redirects=False, headers={"User-Agent": PHONE}, timeout=20)


@pytest.fixture
def make_gateway(tmp_path):
    made = []

    def make(*flags, name="data"):
        gateway = Gateway(tmp_path / name, *flags)
        made.append(gateway)
        return gateway

    yield make
    for gateway in made:
        if gateway.process and gateway.process.poll() is None:
            gateway.kill()


@pytest.fixture
def gateway(make_gateway):
    return make_gateway().start()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "no Chromium: run scripts/setup e2e"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
