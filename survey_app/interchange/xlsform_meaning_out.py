"""Writes what an instrument's questions measure, as the sheet that brings it back."""

from collections.abc import Iterator, Mapping

from survey_app.core.questionnaire.instrument import Instrument, Labels
from survey_app.interchange.xpath_out import expression

Row = dict[str, str | Labels]


def meaning_rows(
    instrument: Instrument, names: Mapping[str, str], lists: Mapping[str, str]
) -> list[Row]:
    """Return the rows of the sheet `survey_app`, a row a thing.

    `names` are the form's names of items, `lists` those of its lists of choices.
    """
    rows: list[Row] = [
        _row("language", code) | {"value": "reviewed" * (code in instrument.reviewed)}
        for code in instrument.languages
    ]
    rows.append(_row("title", "", label=instrument.title))
    rows += _scales(instrument, lists)
    rows += _people(instrument, lists)
    for each in instrument.constructs:
        row = _row("construct", each.construct_id, of=each.domain, label=each.name)
        row["value"] = " ".join(each.items)
        row["sensitive"] = "yes" if each.sensitive else ""
        rows += [row, _row("higher", each.construct_id, label=each.higher)]
    rows += [_row("domain", d, label=words) for d, words in instrument.domains.items()]
    rows += [_row("group", g, label=w) for g, w in instrument.group_names.items()]
    for group, rules in instrument.rule_groups.items():
        for rule in rules:
            row = _row("rule", rule.code, of=group, label=rule.people)
            row["value"] = expression(rule.rule, names)
            rows.append(row)
    rows += [
        _row("crossing", first, of=second) for first, second in instrument.crossings
    ]
    rows += [_row("confirmatory", name) for name in instrument.confirmatory]
    rows += _modules(instrument)
    return rows


def _row(what: str, name: str, *, of: str = "", label: Labels | None = None) -> Row:
    return {"what": what, "id": name, "of": of, "label": label or {}}


def _scales(instrument: Instrument, lists: Mapping[str, str]) -> Iterator[Row]:
    for scale_id, scale in instrument.scales.items():
        if scale_id in lists:
            of = "" if lists[scale_id] == scale_id else scale_id
            row = _row("scale", lists[scale_id], of=of)
            yield row | {"value": " ".join(scale.positive)}


def _people(instrument: Instrument, lists: Mapping[str, str]) -> Iterator[Row]:
    told = set()
    for item in instrument.items:
        of = item.scale or item.item_id
        for option in instrument.options(item):
            if option.people and (of, option.code) not in told:
                told.add((of, option.code))
                yield _row("people", option.code, of=lists[of], label=option.people)


def _modules(instrument: Instrument) -> Iterator[Row]:
    for module in instrument.modules:
        row = _row("module", module.module_id, of=module.kind, label=module.name)
        counts = {"sides": module.sides, "truthful": module.truthful, "yes": module.yes}
        items = {"value": " ".join(module.items)}
        yield row | items | {k: str(n) for k, n in counts.items() if n}
