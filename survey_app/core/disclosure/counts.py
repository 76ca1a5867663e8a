"""Counts of people, as exact as the release allows."""

from survey_app.core.disclosure.rules import RULES, Release


def shown_count(n: int, release: Release) -> tuple[int, bool]:
    """Return a count as it may be shown, and whether it means "fewer than".

    >>> shown_count(3, "analyst"), shown_count(0, "analyst"), shown_count(43, "public")
    ((5, True), (0, False), (45, False))
    """
    rules = RULES[release]
    if 0 < n < rules.min_n:
        return rules.min_n, True
    return (5 * round(n / 5) if rules.is_rounded else n), False
