"""Suggested codes: learned in any language, judged on what was held out, never sure."""

import random

import numpy as np
import pytest

from survey_app.core.listening.folding import folded
from survey_app.core.listening.suggesting import LEAST_CODED, judge, learn, runs

#: What people say of four themes in four languages, one of them without spaces.
SAID = {
    "water": ["the well is broken", "le puits est cassé", "البئر معطلة", "ရေမရှိပါ"],
    "safety": [
        "we are afraid at night",
        "nous avons peur la nuit",
        "نخاف في الليل",
        "ညဘက်ကြောက်တယ်",
    ],
    "aid": [
        "we never got the food",
        "nous n’avons rien reçu",
        "لم نستلم الطعام",
        "အစားအစာမရဘူး",
    ],
    "praise": [
        "the council helped us",
        "le conseil nous a aidés",
        "المجلس ساعدنا",
        "ကောင်စီကကူညီတယ်",
    ],
}
FILLED = [
    ["honestly", "for a year", "people say", "since the war", "in the village"],
    [
        "franchement",
        "depuis un an",
        "les gens disent",
        "depuis la guerre",
        "au village",
    ],
    ["بصراحة", "منذ سنة", "يقول الناس", "منذ الحرب", "في القرية"],
    ["တကယ်ပါ", "တစ်နှစ်", "လူတွေပြောတယ်", "စစ်ပြီး", "ရွာမှာ"],
]
NAMES = sorted(SAID)


def planted(count, seed, wrong=0.1):
    """Return texts with a code each, a tenth of them coded by chance."""
    rng = random.Random(seed)
    texts, codes = [], []
    for _ in range(count):
        theme = rng.choices(NAMES, [3, 2, 2, 4])[0]
        tongue = rng.randrange(4)
        parts = [*rng.sample(FILLED[tongue], 2), SAID[theme][tongue]]
        if rng.random() < 0.2:
            parts.append(SAID[rng.choice(NAMES)][tongue])
        rng.shuffle(parts)
        texts.append(" ".join(parts))
        codes.append(NAMES.index(rng.choice(NAMES) if rng.random() < wrong else theme))
    return texts, np.array(codes)


def everyone(codes):
    return np.ones(len(codes), dtype=bool)


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_coded_answers_beat_the_commonest_code_by_a_quarter(seed):
    texts, codes = planted(200, seed)
    judged = judge(runs(texts), codes, 4, everyone(codes))
    assert judged.n == 200
    assert judged.right - judged.commonest > 0.25
    assert judged.is_better
    later, truth = planted(1000, seed + 100, wrong=0)
    found = learn(runs(texts), codes, 4).codes(runs(later))
    # What is held out is itself coded wrongly now and then: it does not flatter.
    assert (found == truth).mean() > judged.right - 0.05


def test_codes_given_by_chance_are_not_suggested():
    texts, codes = planted(200, 1, wrong=1.0)
    judged = judge(runs(texts), codes, 4, everyone(codes))
    assert not judged.is_better
    assert judged.low < judged.commonest


def test_few_coded_answers_are_too_few_however_well_they_fit():
    texts, codes = planted(LEAST_CODED - 1, 1, wrong=0)
    assert not judge(runs(texts), codes, 4, everyone(codes)).is_better


def test_only_what_people_coded_on_their_own_is_asked_about():
    texts, codes = planted(200, 1)
    own = np.arange(200) % 2 == 0
    assert judge(runs(texts), codes, 4, own).n == 100
    assert judge(runs(texts), codes, 4, own & ~own).n == 0


def test_runs_do_not_cross_from_one_text_into_the_next():
    alone = {tuple(runs([text]).feature) for text in ("ab", "cd")}
    both = runs(["ab", "cd"])
    assert {tuple(both.feature[both.text == n]) for n in (0, 1)} == alone


def test_the_same_word_however_it_is_written():
    assert folded("المُدَرِّسَة") == folded("المدرسة")
    assert folded("أحمد \u202eإلى") == folded("احمد الي")
    assert folded("Élèves") == "eleves"
    assert folded("ကောင်စီ") == "ကောင်စီ"
    assert folded("हिन्दी") == "हिन्दी"
