"""How long suggesting codes for 10,000 answers takes, learned from 1,000 coded ones."""

import time

import numpy as np

from survey_app.core.listening.suggesting import judge, learn, runs
from survey_app.services.suggesting import MOST_TAUGHT as TAUGHT
from tests.core.listening.test_suggesting import planted


def main() -> None:
    """Print seconds to judge suggestions, and to learn and suggest."""
    texts, codes = planted(TAUGHT, 1)
    begun = time.perf_counter()
    known = runs(texts)
    judged = judge(known, codes, 4, np.ones(len(codes), dtype=bool))
    print(f"judged on {TAUGHT}: {time.perf_counter() - begun:.1f} s, {judged}")
    answers, _ = planted(10_000, 2)
    begun = time.perf_counter()
    found = learn(known, codes, 4).codes(runs(answers))
    print(f"suggested for {len(found):,}: {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
