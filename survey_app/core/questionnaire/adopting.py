"""Takes over a questionnaire from elsewhere as a definition in its own words."""

from dataclasses import replace

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Instrument
from survey_app.errors import Problem


def is_whole(instrument: Instrument) -> bool:
    """Return whether it asks for consent itself, and can be published as it is."""
    return instrument.with_role("consent") is not None


def as_definition(instrument: Instrument) -> Definition:
    """Return a definition whose own questions are the instrument's, in their order.

    Publishing it puts the questions about consent and age before them.
    """
    items = [item for item in instrument.items if item.role is None]
    return Definition(
        name=instrument.name,
        title=instrument.title,
        languages=instrument.languages,
        crossings=instrument.crossings,
        ask={item.item_id: item.ask for item in items if item.ask is not None},
        order=tuple(item.item_id for item in items),
        confirmatory=instrument.confirmatory,
        own_scales=tuple(instrument.scales.values()),
        own_items=tuple(replace(item, ask=None) for item in items),
        own_constructs=instrument.constructs,
        own_group_names={
            item.group: instrument.group_names.get(item.group, {})
            for item in items
            if item.group
        },
    )


def lost(instrument: Instrument) -> list[Problem]:
    """Return what a definition cannot hold of an instrument."""
    names = [item.item_id for item in instrument.items if item.role]
    names += [*instrument.rule_groups, *(m.module_id for m in instrument.modules)]
    return [Problem(name, "form.only_whole", {"what": name}) for name in names]
