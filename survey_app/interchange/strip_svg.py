"""Writes strips as SVG pictures without letters: black, grey and white only.

They stand beside words that are set by whoever sets the page, so that no font is needed
to draw them and none can be wrong.
"""

from collections.abc import Callable, Sequence

from survey_app.core.strips import HEIGHT, WIDTH, Axis, Strip

_MIDDLE = HEIGHT / 2


def _circle(at: float) -> str:
    return f'<circle cx="{at}" cy="{_MIDDLE}" r="5"/>'


def _hollow(at: float) -> str:
    return (
        f'<circle cx="{at}" cy="{_MIDDLE}" r="5" fill="#fff" stroke="#000"'
        ' stroke-width="2"/>'
    )


def _diamond(at: float) -> str:
    return f'<path d="M{at - 8} {_MIDDLE}l8 -8l8 8l-8 8z"/>'


def _square(at: float) -> str:
    return f'<rect x="{at - 6}" y="{_MIDDLE - 6}" width="12" height="12"/>'


#: shape -> how it is drawn around a place
SHAPES: dict[str, Callable[[float], str]] = {
    "circle": _circle,
    "hollow": _hollow,
    "diamond": _diamond,
    "square": _square,
}


def strip_svg(axis: Axis, place: Strip, shape: str, band: float | None = None) -> str:
    """Return the picture of an estimate and its interval on an axis.

    `band` shades what lies within that distance of zero.
    """
    parts = [_band(axis, band)] if band else []
    parts += [_line(axis.x(tick), is_zero=tick == 0) for tick in axis.ticks]
    if place.start is not None and place.end is not None:
        parts.append(
            f'<path d="M{place.start} {_MIDDLE}H{place.end}" stroke="#000"'
            ' stroke-width="2.5"/>'
        )
    if place.at is not None:
        parts.append(SHAPES[shape](place.at))
    return _picture(parts)


def bar_svg(share: float, *, is_mirrored: bool) -> str:
    """Return the picture of a share 0-1 as a bar from the reader's side."""
    length = round(WIDTH * min(max(share, 0.0), 1.0), 1)
    start = WIDTH - length if is_mirrored else 0
    return _picture(
        [
            f'<rect width="{WIDTH}" y="6" height="16" fill="#e4e4e4"/>',
            f'<rect x="{start}" width="{length}" y="6" height="16" fill="#444"/>',
        ]
    )


def _band(axis: Axis, band: float) -> str:
    start, end = sorted((axis.x(-band), axis.x(band)))
    return (
        f'<rect x="{start}" width="{round(end - start, 1)}" height="{HEIGHT}"'
        ' fill="#e4e4e4"/>'
    )


def _line(at: float, *, is_zero: bool) -> str:
    colour = "#555" if is_zero else "#bbb"
    return f'<path d="M{at} 0V{HEIGHT}" stroke="{colour}"/>'


def _picture(parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}"'
    inside = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'
