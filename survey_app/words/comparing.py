"""Sentences for what differs between two rounds, the old and the new side by side."""

from survey_app.i18n import N_

#: kind of note -> what it says; before and after are texts or shares
NOTES: dict[str, str] = {
    "wording": N_("{about} was worded differently ({language}). Before: “{before}” Now: “{after}”"),
    "translation": N_("The translation of {about} changed ({language}). Before: “{before}” Now: “{after}”"),
    "options": N_("The answers to {about} were worded differently ({language}). Before: “{before}” Now: “{after}”"),
    "codes": N_("{about} has other answers. Before: {before}. Now: {after}."),
    "direction": N_("{about} counts in the other direction. Before: {before}. Now: {after}."),
    "items": N_("{about} is made of other questions. Before: {before}. Now: {after}."),
    "mode": N_("Most people were asked in another way. Before: {before}. Now: {after}."),
    "mode_mix": N_("{about}: {before} of the interviews before, {after} now."),
    "language_mix": N_("Interviews in {about}: {before} before, {after} now."),
    "sample_mix": N_("{about}: {before} of those who answered before, {after} now. Part of a change may come from who was asked."),
}  # fmt: skip
