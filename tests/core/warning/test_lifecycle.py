"""Alerts live as their literal series say, whoever evaluates how often.

A story has a line a day: a verdict of a new period (`=` before it: of the same one), or
a step of a person; behind the arrow the state that follows and what happened.
"""

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.core.warning.lifecycle import (
    MOVES,
    STATES,
    STEPS,
    Patience,
    advance,
    hear,
    open_steps,
    worst,
)
from survey_app.errors import Conflict

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

STORIES = {
    "an alert fires at once where nothing waits": (
        Patience(),
        """
        clear -> -
        alert -> firing fired
        = alert -> firing
        alert -> firing
        """,
    ),
    "a finding must stand as long as its rule waits": (
        Patience(wait=timedelta(days=2)),
        """
        alert -> pending pended
        alert -> pending
        alert -> firing fired
        """,
    ),
    "what is critical does not wait": (
        Patience(wait=timedelta(days=2)),
        """
        alert -> pending pended
        critical -> firing fired
        """,
    ),
    "a pending alert that clears leaves its trace": (
        Patience(wait=timedelta(days=2)),
        """
        watch -> pending pended
        clear -> closed passed
        = clear -> closed
        alert -> pending pended
        """,
    ),
    "calm is believed when it lasts": (
        Patience(hold=timedelta(days=2)),
        """
        alert -> firing fired
        clear -> firing
        clear -> firing
        alert -> firing
        clear -> firing
        clear -> firing
        clear -> resolved calmed
        alert -> firing returned
        """,
    ),
    "who cannot tell neither calms nor alarms": (
        Patience(),
        """
        too_few -> -
        not_judged -> -
        alert -> firing fired
        too_few -> firing
        not_judged -> firing
        clear -> resolved calmed
        too_few -> resolved
        """,
    ),
    "a pending alert waits for news while nothing can be told": (
        Patience(wait=timedelta(days=2)),
        """
        alert -> pending pended
        too_few -> pending
        alert -> firing fired
        """,
    ),
    "severity goes up and down, and only the way up is told": (
        Patience(),
        """
        watch -> firing fired
        critical -> firing worsened
        alert -> firing eased
        """,
    ),
    "people carry it to its end": (
        Patience(),
        """
        alert -> firing fired
        acknowledge -> acknowledged
        = alert -> acknowledged
        verify -> verified
        act -> acting
        clear -> acting
        resolve -> resolved
        close -> closed
        = clear -> closed
        """,
    ),
    "what people work on is theirs to end, not the numbers'": (
        Patience(),
        """
        alert -> firing fired
        acknowledge -> acknowledged
        clear -> acknowledged
        clear -> acknowledged
        """,
    ),
    "a closed alert answers for the period it was judged on": (
        Patience(),
        """
        alert -> firing fired
        acknowledge -> acknowledged
        dismiss -> closed
        = alert -> closed
        = critical -> closed
        alert -> firing fired
        """,
    ),
    "after the end there is rest, but not from what is worse": (
        Patience(rest=timedelta(days=5)),
        """
        alert -> firing fired
        acknowledge -> acknowledged
        dismiss -> closed
        alert -> closed
        critical -> firing fired
        """,
    ),
    "it may be taken up again": (
        Patience(),
        """
        alert -> firing fired
        verify -> verified
        dismiss -> closed
        reopen -> acting
        resolve -> resolved
        reopen -> acting
        """,
    ),
}


def play(patience, story):
    """Yield what a story says and what happens, line by line."""
    alert, now, period = None, START, 0
    for line in filter(None, map(str.strip, story.splitlines())):
        word, _, expected = line.partition(" -> ")
        now += timedelta(days=1)
        if word in STEPS:
            alert, events = advance(alert, word, now), []
        else:
            period += not word.startswith("=")
            verdict = word.removeprefix("= ")
            alert, events = hear(alert, verdict, str(period), now, patience)
        told = [alert.state if alert else "-", *(event.kind for event in events)]
        yield line, expected.split(), told


@pytest.mark.parametrize("name", STORIES)
def test_stories(name):
    for line, expected, told in play(*STORIES[name]):
        assert told == expected, line


def test_the_same_judgement_heard_twice_changes_nothing():
    for patience, story in STORIES.values():
        alert, now, period = None, START, 0
        for line in filter(None, map(str.strip, story.splitlines())):
            word = line.partition(" -> ")[0]
            now += timedelta(days=1)
            if word in STEPS:
                alert = advance(alert, word, now)
                continue
            period += not word.startswith("=")
            heard = (word.removeprefix("= "), str(period), now, patience)
            alert, _ = hear(alert, *heard)
            assert hear(alert, *heard) == (alert, [])


def test_a_clock_that_jumps_back_loses_no_alert():
    patience = Patience(hold=timedelta(days=2))
    alert, _ = hear(None, "alert", "1", START, patience)
    alert, _ = hear(alert, "clear", "2", START - timedelta(days=3650), patience)
    alert, events = hear(alert, "clear", "2", START, patience)
    assert (alert.state, [event.kind for event in events]) == ("resolved", ["calmed"])


@pytest.mark.parametrize("state", STATES)
def test_every_step_that_is_not_in_the_table_is_refused(state):
    alert, _ = hear(None, "alert", "1", START, Patience())
    alert = type(alert)(state, "alert", START, "1")
    for step in set(STEPS) - set(open_steps(state)):
        with pytest.raises(Conflict, match=r"alert\.step_not_open"):
            advance(alert, step, START)
    assert all((state, step) in MOVES for step in open_steps(state))


def test_closing_says_whether_there_was_something():
    alert, _ = hear(None, "alert", "1", START, Patience())
    acting = advance(advance(alert, "acknowledge", START), "act", START)
    closed = advance(advance(acting, "resolve", START), "close", START, "true")
    again = advance(closed, "reopen", START)
    assert (closed.outcome, closed.ended, again.outcome) == ("true", START, "none")
    dismissed = advance(advance(alert, "verify", START), "dismiss", START, "true")
    assert dismissed.outcome == "false"
    assert advance(closed, "note", START) == closed


def test_the_worst_of_several_is_found():
    assert worst(["alert", "watch"]) == "alert"
