"""Four tablets ask and send for five minutes over a line that loses, delays, doubles
and cuts at random; one is killed on the way. Every interview must arrive once.

Usage: .venv/bin/python -m benchmarks.tablet_chaos [seconds] [seed]

Prints what the line did, how many interviews were made, how long it took until all
had arrived after the line was mended, and whether each is there once, as it was given.
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import BROWSERS, serving
from tests.browser.proxy import Proxy
from tests.browser.tablets import PIN, Tablet, register, responses
from tests.conftest import build_world

LANGUAGES = ["en", "fr", "ar"]
TABLETS = 4


def work(tablets, seconds):
    """Let all tablets ask and send; kill the last one half way. Return the ids made."""
    for n, each in enumerate(tablets):
        each.page.evaluate(
            f"window.working = driver.work({LANGUAGES}, {1000 * n}, {seconds}), null"
        )
    last = tablets[-1]
    time.sleep(seconds / 2)
    made = set(last.page.evaluate("driver.ids"))
    last.kill()
    last.start()
    last.call("unlock", PIN)
    ids = last.call("work", LANGUAGES, 5000, seconds / 2)
    for each in tablets[:-1]:
        ids += each.page.evaluate("working")
    return made | set(ids)


def finish(tablets):
    """Send what is left over the mended line; return the seconds it took."""
    begun = time.perf_counter()
    for each in tablets:
        each.call("sendUntilEmpty", 60)
    return time.perf_counter() - begun


def report(line, ids, found, ledgers):
    """Print what happened; return whether nothing is lost or there twice."""
    for fate, count in line.met.items():
        print(f"{fate:18} {count}")
    wells = [answers["END1"] for answers in found.values()]
    left = sum(each["waiting"] + len(each["review"]) for each in ledgers)
    print(f"interviews made    {len(ids)}")
    print(f"on the server      {len(found)}, of them as given {len(set(wells))}")
    print(f"left on tablets    {left}")
    # The killed tablet may have finished one more than it could tell.
    is_whole = ids <= set(found) and len(found) <= len(ids) + 1
    return is_whole and len(set(wells)) == len(found) and left == 0


def main():
    """Run and report."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    build_world(folder / "world.db")
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with serving(folder / "world.db") as served, sync_playwright() as playwright:
        line = Proxy(served.address, seed)
        tablets = [Tablet(playwright, program, line.address) for _ in range(TABLETS)]
        try:
            for n, each in enumerate(tablets):
                each.start().set_up(register(served.database, served.instance, f"C{n}"))
            line.state = "bad"
            ids = work(tablets, seconds)
            line.state = "up"
            print(f"mended, all sent in {finish(tablets):.1f} s")
            ledgers = [each.call("ledger") for each in tablets]
            is_whole = report(line, ids, responses(served.database), ledgers)
        finally:
            for each in tablets:
                each.stop()
            line.stop()
    shutil.rmtree(folder)
    print("nothing lost, nothing twice" if is_whole else "FAILED")
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
