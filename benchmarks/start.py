"""Measures a cold start: from `survey-app serve` to the first answered page.

Usage: .venv/bin/python benchmarks/start.py [runs]

Each run starts a new server process on the demonstration's database and asks for the
questionnaire's first page until it answers. Prints the median and worst time in seconds
and the resident memory in MB, after the first page and after a page of results.
"""

import http.cookiejar
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

COMMAND = [sys.executable, "-m", "survey_app.cli.main"]
PORT = 8791
ADDRESS = f"http://127.0.0.1:{PORT}"


def resident(pid):
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def first_answer():
    """Wait for the first answered page."""
    while True:
        try:
            with urllib.request.urlopen(f"{ADDRESS}/s/valley") as reply:
                return reply.read()
        except OSError:
            time.sleep(0.002)


def results_page(password):
    """Sign in and read the page of gaps."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    page = browser.open(f"{ADDRESS}/signin").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    fields = {"csrf_token": token, "name": "analyst", "password": password}
    browser.open(f"{ADDRESS}/signin", urllib.parse.urlencode(fields).encode()).read()
    begun = time.perf_counter()
    browser.open(f"{ADDRESS}/results/valley-2026-1/gaps").read()
    cold = time.perf_counter() - begun
    begun = time.perf_counter()
    browser.open(f"{ADDRESS}/results/valley-2026-1/gaps").read()
    return cold, time.perf_counter() - begun


def measure(folder, password):
    """Return seconds and MB at the first page, seconds of results twice, MB then."""
    database = str(folder / "demo.db")
    environment = os.environ | {"SURVEY_APP_INSTANCE": str(folder)}
    begun = time.perf_counter()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(PORT), "--database", database],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        first_answer()
        seconds = time.perf_counter() - begun
        memory = resident(server.pid)
        cold, warm = results_page(password)
        return seconds, memory, cold, warm, resident(server.pid)
    finally:
        server.terminate()
        server.wait()


def main():
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = subprocess.run(
            [*COMMAND, "demo", "--no-serve", "--database", str(folder / "demo.db")],
            env=os.environ | {"SURVEY_APP_INSTANCE": name},
            capture_output=True,
            text=True,
            check=True,
        )
        password = re.search(r"password (\S+)", built.stdout)[1]
        found = [measure(folder, password) for _ in range(runs)]
    names = (
        "first page, s",
        "memory, MB",
        "gaps cold, s",
        "gaps warm, s",
        "memory, MB",
    )
    for label, values in zip(names, zip(*found, strict=True), strict=True):
        middle = statistics.median(values)
        print(f"{label:14} median {middle:.2f}  worst {max(values):.2f}")


if __name__ == "__main__":
    main()
