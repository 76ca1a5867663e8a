"""Words for faults of recordings, pictures and archives of them."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "archive.file_missing": (
        N_("The index names a file {file} that is not there."),
        N_("Add the file, or empty its cell in the index."),
    ),
    "archive.no_index": (
        N_("There is no index.csv beside the files."),
        N_(
            "Export the list first, write the name of each file into it, and import that."
        ),
    ),
    "archive.other_words": (
        N_("The text was recorded as “{text}”, and now reads “{now}”."),
        N_(
            "Record it again, or correct the text in the index if the words are the same."
        ),
    ),
    "archive.too_large": (
        N_("The archive holds more than {most} MB or {files} files when unpacked."),
        N_("Import it in several parts, one language each."),
    ),
    "archive.damaged": (
        N_("The archive cannot be read: {reason}"),
        N_("Make it again as a plain .zip without a password."),
    ),
    "media.damaged": (
        N_(
            "The file is incomplete or no recording or picture a browser can play or show."
        ),
        N_("Save it again with another program, or record it here."),
    ),
    "media.has_video": (
        N_("The file holds moving pictures."),
        N_("Record sound only: nobody’s face belongs here."),
    ),
    "media.kind_unknown": (
        N_("The file is none of the kinds that are taken: {known}."),
        N_("Save it as one of them."),
    ),
    "media.none": (
        N_("No file was chosen."),
        N_("Choose a file, then press the button."),
    ),
    "media.option_unknown": (
        N_("The questionnaire has no option {option} of {owner}."),
        N_("Use the names in the exported list."),
    ),
    "media.pixels": (
        N_(
            "The picture has {width} × {height} points; the most is {most} on each side."
        ),
        N_("Make it smaller; 600 points are enough."),
    ),
    "media.says_where": (
        N_("The file says where it was recorded."),
        N_("Switch positions off in the recorder and record again, or record it here."),
    ),
    "media.text_unknown": (
        N_("The questionnaire does not say this text in {language}."),
        N_("Open the page again: the text may have been changed."),
    ),
    "media.too_large": (
        N_(
            "The file has {size} KB; the most is {most} KB, since it goes to every tablet."
        ),
        N_(
            "Record shorter, or save it as Opus or MP3 with 24 to 32 kbit/s; make pictures smaller."
        ),
    ),
    "media.unknown": (
        N_("There is no such recording or picture."),
        N_("Open the page again."),
    ),
}
