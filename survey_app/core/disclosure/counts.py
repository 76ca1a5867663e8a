"""Counts of people, as exact as the release allows."""

from collections.abc import Collection, Mapping

from survey_app.core.disclosure.rules import RULES, Release

#: A count of people, and whether it stands for "fewer than".
Count = tuple[int, bool]


def shown_count(n: int, release: Release) -> Count:
    """Return a count as it may be shown, and whether it means "fewer than".

    >>> shown_count(3, "analyst"), shown_count(0, "analyst"), shown_count(43, "public")
    ((5, True), (0, False), (45, False))
    """
    rules = RULES[release]
    if 0 < n < rules.min_n:
        return rules.min_n, True
    return (5 * round(n / 5) if rules.is_rounded else n), False


def shown_counts(
    found: Mapping[str, int], release: Release, withheld: Collection[str] = ()
) -> dict[str, Count]:
    """Return counts of a table as they may be shown, those of `withheld` hidden.

    Who knows their sum must not work out a small one: it is never hidden alone, and
    all that are hidden look the same, fewer than one number that is true of each.

    >>> shown_counts({"ar": 40, "fr": 12, "sw": 2}, "analyst")
    {'ar': (40, False), 'fr': (15, True), 'sw': (15, True)}
    """
    least = RULES[release].min_n
    few = {name for name, n in found.items() if 0 < n < least or name in withheld}
    if (few and sum(found[name] for name in few) < least) or len(few) == 1:
        others = [name for name, n in found.items() if n and name not in few]
        few |= {min(others, key=lambda name: found[name])} if others else set()
    most = max((found[name] for name in few), default=0)
    fewer = max(least, 5 * (most // 5 + 1))
    return {
        name: (fewer, True) if name in few else shown_count(n, release)
        for name, n in found.items()
    }
