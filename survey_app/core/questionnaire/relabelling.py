"""Changes the words of an instrument, wherever they stand, and nothing else."""

from collections.abc import Callable
from dataclasses import replace

from survey_app.core.questionnaire.instrument import Instrument, Labels, Option

#: (context, part, labels) -> the labels it shall have. Contexts and parts are those
#: of the banks: an item or scale, and an option's code or "".
Change = Callable[[str, str, Labels], Labels]


def title_of(instrument: Instrument) -> str:
    """Return the context of an instrument's title; no item has such a one."""
    return f"@{instrument.name}"


def relabelled(instrument: Instrument, change: Change) -> Instrument:
    """Return the instrument with all its words as `change` gives them."""
    return replace(
        instrument,
        title=change(title_of(instrument), "", instrument.title),
        items=tuple(
            replace(
                item,
                text=change(item.item_id, "", item.text),
                options=_options(item.item_id, item.options, change),
            )
            for item in instrument.items
        ),
        scales={
            name: replace(scale, options=_options(name, scale.options, change))
            for name, scale in instrument.scales.items()
        },
        constructs=tuple(
            replace(
                each,
                name=change(each.construct_id, "", each.name),
                higher=change(f"{each.construct_id} higher", "", each.higher),
            )
            for each in instrument.constructs
        ),
        domains={n: change(n, "", words) for n, words in instrument.domains.items()},
        group_names={
            n: change(n, "", words) for n, words in instrument.group_names.items()
        },
        rule_groups={
            name: tuple(
                replace(each, people=change(f"{name} people", each.code, each.people))
                for each in rules
            )
            for name, rules in instrument.rule_groups.items()
        },
        modules=tuple(
            replace(each, name=change(each.module_id, "", each.name))
            for each in instrument.modules
        ),
    )


def _options(
    context: str, options: tuple[Option, ...], change: Change
) -> tuple[Option, ...]:
    return tuple(
        replace(
            option,
            label=change(context, option.code, option.label),
            people=change(f"{context} people", option.code, option.people),
        )
        for option in options
    )
