"""Words for faults of the pages communities read about themselves."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "public_page.address": (
        N_("“{address}” is no address of a page."),
        N_("Write it as people will type it, beginning with http:// or https://."),
    ),
    "public_page.half": (
        N_("In the language {language}, one of “You said” and “We did” is empty."),
        N_("Write both in this language, or none."),
    ),
    "public_page.no_release": (
        N_("Nothing of the round {round} was released to everybody yet."),
        N_("Make a release on the page “What is shown to whom?” first."),
    ),
    "public_page.no_text": (
        N_("Nothing is written."),
        N_("Write what people said and what was done, in one language at least."),
    ),
    "public_page.not_offered": (
        N_("A public page does not speak of {name}."),
        N_("Choose among what the form offers; sensitive results belong in a meeting."),
    ),
    "public_page.slug": (
        N_("“{slug}” cannot be the end of an address."),
        N_("Use up to 40 small Latin letters, digits and single hyphens."),
    ),
    "public_page.taken": (
        N_("Another round is shown at “{slug}”."),
        N_("Choose another end of the address, or take the other page down first."),
    ),
    "public_page.text_long": (
        N_("A text is longer than {most} letters."),
        N_("Shorten it: it must fit on a poster."),
    ),
    "public_page.unchecked": (
        N_("Nobody has confirmed that the page was looked at for what could do harm."),
        N_("Look at the preview, then tick the box above the button."),
    ),
    "report.template": (
        N_("The template of the report has a fault: {reason}"),
        N_("Mend it, or take it away to use the standard one."),
    ),
    "public_page.unknown": (
        N_("There is no such page (any more)."),
        N_("Ask those who gave you the address."),
    ),
}
