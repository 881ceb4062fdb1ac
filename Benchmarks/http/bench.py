#!/usr/bin/env python3
"""Compares a gateway with nginx on one core: bench.py [--seconds N] [--rounds N] [--requests N] [--json FILE]

HUTONG names the program (default .build/release/hutong). README.md says how to read the table.
"""

import argparse
import contextlib
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import load
from servers import Hutong, Nginx, start_times

ROOT = Path(__file__).resolve().parents[2]


def main():
    options = read_options()
    program = Path(os.environ.get("HUTONG", ROOT / ".build/release/hutong")).resolve()
    require_machine(program)
    os.sched_setaffinity(0, {1})
    with tempfile.TemporaryDirectory(prefix="hutong-bench-") as name:
        report = measure(program, Path(name), options)
    print_report(report)
    options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    print(f"\nThe same figures: {os.path.relpath(options.json)}")
    if report["failures"]:
        sys.exit("\n".join(["", "FAILED:", *report["failures"]]))


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5, help="of load in each round (default 5)")
    parser.add_argument("--rounds", type=int, default=3, help="of every case, in turn; the median counts (default 3)")
    parser.add_argument("--requests", type=int, default=1_000_000, help="for the two memory figures (default 1000000)")
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("results.json"), help="file of figures")
    return parser.parse_args()


def require_machine(program):
    if not {0, 1} <= os.sched_getaffinity(0):
        sys.exit("bench-http needs Linux with the cores 0 and 1: one for the server, one for wrk")
    if not program.exists():
        sys.exit(f"{program} is not there: make release, or HUTONG=path")
    for tool in ["wrk", "nginx"]:
        path = os.environ["PATH"] + ":/usr/sbin"
        if not any((Path(folder) / tool).exists() for folder in path.split(":")):
            sys.exit(f"{tool} is not installed: scripts/setup bench")


def measure(program, folder, options):
    first_start, start = start_times(program, folder / "starts")
    with contextlib.ExitStack() as stack:
        nginx = Nginx(folder / "nginx")
        stack.callback(nginx.stop)
        hutong = Hutong(program, folder / "hutong")
        stack.callback(hutong.stop)
        key = hutong.make_key()
        messages = [load.message(number) for number in range(load.LINKS)]
        results = hutong.ask("/v1/checks", key, {"messages": messages})["results"]
        paths = [urlsplit(result["findings"][0]["go"]).path for result in results]
        assert len(set(paths)) == load.LINKS
        clicks = load.write_requests(folder / "clicks", load.clicks(paths))
        checks = load.write_requests(folder / "checks", load.checks(key, messages))
        both = load.write_requests(
            folder / "both",
            [each for pair in zip(load.clicks(paths), load.checks(key, messages)) for each in pair])

        cases = [
            Case("nginx, return 302", nginx, clicks),
            Case("hutong, a click", hutong, clicks),
            Case("hutong, a check", hutong, checks),
            Case("hutong, a click beside batches", hutong, clicks, key),
            Case("hutong, a check beside batches", hutong, checks, key),
        ]
        failures = sample_failures(hutong, key, paths[0], messages[0])
        before = hutong.ask("/v1/stats/summary", key)["totals"]
        for case in cases:
            load.wrk(case.server.address, case.requests, 1)
        for number in range(options.rounds):
            for case in cases:
                print(f"round {number + 1} of {options.rounds}: {case.name}", file=sys.stderr)
                case.run(options.seconds)
        memory = memory_figures(hutong, both, options.requests)
        failures += [failure for case in cases for failure in case.failures] + memory.pop("failures")
        after = hutong.ask("/v1/stats/summary", key)["totals"]
        if after["openings"] == before["openings"] or after["checks"] == before["checks"]:
            failures.append("the gateway's own figures did not move")
        yardstick = cases[0].report()["rate"]
        return {
            "measured": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "machine": {
                "cpu": cpu_name(), "cores": os.cpu_count(), "kernel": platform.release(),
                "nginx": nginx.version, "wrk": wrk_version(), "hutong": hutong.version, "program": str(program)},
            "options": {"seconds": options.seconds, "rounds": options.rounds, "connections": load.CONNECTIONS},
            "start": {"new_folder_ms": first_start * 1e3, "ms": start * 1e3},
            "cases": [case.report(yardstick) for case in cases],
            "memory": memory,
            "failures": failures,
        }


class Case:
    """One kind of request to one server; with a key, batches are sent beside it."""

    def __init__(self, name, server, requests, batch_key=None):
        self.name, self.server, self.requests, self.batch_key = name, server, requests, batch_key
        self.runs, self.failures = [], []

    def run(self, seconds):
        batches = load.Batches(self.server.address, self.batch_key) if self.batch_key else None
        with batches or contextlib.nullcontext():
            cpu = self.server.cpu()
            result = load.wrk(self.server.address, self.requests, seconds)
            used = self.server.cpu() - cpu
        result["rate"] = result["requests"] / result["seconds"]
        result["cpu_us"] = used / max(1, result["requests"]) * 1e6
        result["memory"] = self.server.memory()
        result["server_cpu"] = used / result["seconds"]
        result["wrk_cpu"] = result["wrk_seconds"] / result["seconds"]
        result["others_cpu"] = max(0, result["busy_seconds"] - used - result["wrk_seconds"]) / result["seconds"]
        if batches:
            result["batches"] = batches.rate
            self.failures += [f"{self.name}: {failure}" for failure in batches.failures]
        self.failures += run_failures(self.name, result)
        self.runs.append(result)

    def report(self, yardstick=None):
        """The round with the median rate, and how far the others were from it."""
        median = sorted(self.runs, key=lambda run: run["rate"])[(len(self.runs) - 1) // 2]
        rates = [run["rate"] for run in self.runs]
        report = {"case": self.name, **median, "spread": (max(rates) - min(rates)) / statistics.median(rates)}
        return report | ({"of_nginx": median["rate"] / yardstick} if yardstick else {})


def run_failures(name, result):
    failures = []
    if result["refused"]:
        failures.append(f"{name}: {result['refused']} answers were neither 2xx nor 3xx")
    if result["broken"]:
        failures.append(f"{name}: {result['broken']} connections or requests broke")
    if not result["requests"]:
        failures.append(f"{name}: nothing was answered")
    return failures


def sample_failures(hutong, key, path, message):
    """What one click and one check are answered, looked at: wrk only counts statuses."""
    import http.client

    connection = http.client.HTTPConnection(urlsplit(hutong.address).netloc, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    failures = []
    if (answer.status, answer.headers["Location"]) != (302, message["text"].split()[1]):
        failures.append(f"a click was answered with {answer.status}, {answer.headers['Location']}")
    finding = hutong.ask("/v1/checks", key, message)["results"][0]["findings"][0]
    if finding["platform"] != "taobao" or finding["verdict"]["disposition"] != "open" or not finding["go"]:
        failures.append(f"a check was answered with {finding}")
    return failures


def memory_figures(hutong, requests, amount):
    """Resident memory after `amount` and after twice `amount` clicks and checks in turn."""
    figures, failures, sent, rate = {"before": hutong.memory(), "after": []}, [], 0, None
    for goal in [amount, 2 * amount]:
        while sent < goal:
            print(f"memory: {sent:,} of {2 * amount:,} requests", file=sys.stderr)
            result = load.wrk(hutong.address, requests, min(30, (goal - sent) / rate) if rate else 2)
            failures += run_failures("memory", result)
            if failures:
                return figures | {"failures": failures}
            sent += result["requests"]
            rate = result["requests"] / result["seconds"]
        figures["after"].append({"requests": sent, "memory": hutong.memory()})
    return figures | {"failures": failures}


def cpu_name():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(": ")[1]
    return platform.machine()


def wrk_version():
    words = subprocess.run(["wrk", "--version"], capture_output=True, text=True).stdout.split()
    return words[1] if len(words) > 1 else "?"


def print_report(report):
    machine, options = report["machine"], report["options"]
    print(f"{machine['cpu']}, {machine['cores']} cores, Linux {machine['kernel']}")
    print(f"{machine['nginx']}, wrk {machine['wrk']}, hutong {machine['hutong']} ({machine['program']})")
    print(
        f"server on core 0, wrk on core 1, {options['connections']} connections; the median of {options['rounds']} "
        f"rounds of {options['seconds']} s\n")
    heads = ["requests/s", "× nginx", "spread", "p50", "p99", "CPU/req", "memory", "server", "wrk", "others", "errors",
             "batches"]
    print(" " * 32 + "".join(f"{head:>10}" for head in heads))
    for case in report["cases"]:
        cells = [
            f"{case['rate']:,.0f}", f"{case['of_nginx']:.3f}", f"{case['spread']:.0%}", milliseconds(case["p50"]),
            milliseconds(case["p99"]), f"{case['cpu_us']:.1f} µs", mebibytes(case["memory"]), f"{case['server_cpu']:.0%}",
            f"{case['wrk_cpu']:.0%}", f"{case['others_cpu']:.0%}", f"{case['refused'] + case['broken']}",
            f"{case['batches']:.2f}/s" if "batches" in case else "-"]
        print(f"{case['case']:<32}" + "".join(f"{cell:>10}" for cell in cells))
    start, memory = report["start"], report["memory"]
    print(f"\nstart to ready: {start['ms']:.0f} ms, on a new folder {start['new_folder_ms']:.0f} ms")
    steps = [f"{step['requests']:,}: {mebibytes(step['memory'])}" for step in memory["after"]]
    print(f"memory before: {mebibytes(memory['before'])}; after clicks and checks in turn: " + "; ".join(steps))
    for case in report["cases"]:
        if case["wrk_cpu"] > 0.95:
            print(f"Note: {case['case']}: wrk used its whole core, the server could have answered more.")
        if case["others_cpu"] > 0.05:
            print(f"Note: {case['case']}: other programs used {case['others_cpu']:.0%} of a core meanwhile.")


def milliseconds(microseconds):
    return f"{microseconds / 1e3:.2f} ms"


def mebibytes(number):
    return f"{number / (1 << 20):.1f} MiB"


if __name__ == "__main__":
    main()
