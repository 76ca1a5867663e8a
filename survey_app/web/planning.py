"""The page of planning: what a round of some size can show, and how many to ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, flash, render_template, request

from survey_app.core.sampling.planning import SIZES
from survey_app.errors import Problem, Rejected
from survey_app.i18n import N_
from survey_app.interchange.margins_csv import read_margins
from survey_app.services import planning
from survey_app.services.planning import Outlook, Wish
from survey_app.web import access, words
from survey_app.web.words import _

bp = Blueprint("planning", __name__, url_prefix="/planning")


@dataclass(frozen=True, slots=True)
class Field:
    """A number to fill in: what it is, what helps to guess it, and a usual value."""

    name: str
    label: str
    hint: str
    usual: float


#: More people than any survey asks.
MOST_QUOTAS = 1_000_000

FIELDS = (
    Field("n", N_("People in each round"), "", 400),
    Field(
        "change",
        N_("A change that matters, in points"),
        N_("On 0–10, half a point is a lot for a whole community."),
        0.5,
    ),
    Field(
        "per_cluster",
        N_("People asked in one place"),
        N_("Fewer people in more places show more."),
        12,
    ),
    Field(
        "rho",
        N_("How alike people of one place are, 0 to 1"),
        N_("0.05 is usual; 0.1 where villages differ much."),
        0.05,
    ),
    Field(
        "smallest",
        N_("The smallest group you must speak of, in percent"),
        "",
        10,
    ),
    Field(
        "sd", N_("How far people’s scores lie apart"), N_("2.5 is usual on 0–10."), 2.5
    ),
    Field(
        "power",
        N_("How often a true change must be found, in percent"),
        N_("80 is usual."),
        80,
    ),
)


@bp.get("/")
@access.open_to("coordinator", "analyst")
def show() -> str | tuple[str, int]:
    """Show what a round of some size can show."""
    is_again = request.args.get("again") == "yes"
    try:
        typed = _typed(request.args)
        size, needed, sizes = _outlooks(typed, overlap=float(is_again))
    except Rejected as rejected:
        _tell(rejected)
        return _page(), 422
    return _page(typed=typed, size=size, needed=needed, sizes=sizes, is_again=is_again)


@bp.post("/quotas")
@access.open_to("coordinator", "analyst")
def share_out() -> str | tuple[str, int]:
    """Share people among the places and groups of a population."""
    typed = request.form.get("quota_n", "")
    n = _number(typed)
    try:
        if n is None or not 1 <= n <= MOST_QUOTAS:
            raise Rejected([Problem("quota_n", "plan.not_a_number", {"value": typed})])
        text = request.form.get("population", "")
        population = read_margins("population.csv", text.encode())
        if len(population) != len(("place", "group")):
            raise Rejected([Problem("population", "plan.two_groupings")])
        quotas = planning.share_out(int(n), population, *population)
    except Rejected as rejected:
        _tell(rejected)
        return _page(), 422
    table: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    for each in quotas:
        table.setdefault(each.place, {})[each.group] = each.quota
        totals[each.group] = totals.get(each.group, 0) + each.quota
    return _page(quotas=table, totals=totals)


def _page(**shown: object) -> str:
    return render_template(
        "planning.html", fields=FIELDS, given=request.args, form=request.form, **shown
    )


def _tell(rejected: Rejected) -> None:
    """Say every fault beside the name of its field."""
    labels = {field.name: _(field.label) for field in FIELDS} | {
        "quota_n": _("People to ask in all"),
        "population": _("Population"),
    }
    for problem in rejected.problems:
        where = labels.get(problem.where, problem.where)
        flash(": ".join([where, " ".join(words.tell_problem(problem))]))


def _typed(form: Mapping[str, str]) -> dict[str, float]:
    """Return the numbers filled in; raise Rejected with every one that is none."""
    numbers: dict[str, float] = {}
    faults: list[Problem] = []
    for field in FIELDS:
        text = form.get(field.name, "").strip()
        value = _number(text) if text else field.usual
        if value is None:
            faults.append(Problem(field.name, "plan.not_a_number", {"value": text}))
        else:
            numbers[field.name] = value
    if faults:
        raise Rejected(faults)
    return numbers


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _outlooks(typed: Mapping[str, float], overlap: float) -> Iterator[Outlook]:
    """Yield the outlook of the wished size, of the wished change, and of many sizes."""
    share = typed["smallest"] / 100
    wish = Wish(
        n=[typed["n"]],
        sd=typed["sd"],
        power=typed["power"] / 100,
        rho=typed["rho"],
        per_cluster=typed["per_cluster"],
        overlap=overlap,
        shares=[("smallest", share)],
    )
    yield planning.look_out(wish)
    yield planning.look_out(replace(wish, n=(), change=typed["change"]))
    yield planning.look_out(replace(wish, n=SIZES))
