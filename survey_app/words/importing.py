"""Words for faults of files and maps."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "date.unreadable": (
        N_("A day cannot be read, such as “{value}” (rows: {rows})."),
        N_("Write days as 2026-03-31, or add date_format to the map."),
    ),
    "fact.empty": (
        N_("A cell is empty, but every row needs this (rows: {rows})."),
        N_("Fill the cells, or take the column out of the map."),
    ),
    "fact.not_a_number": (
        N_("A cell does not hold a number: {values} (rows: {rows})."),
        N_("Correct the cells; every row needs a number here."),
    ),
    "file.column_missing": (
        N_("There is no column {column}."),
        N_("Correct the name in the map; the file has: {nearest}."),
    ),
    "file.column_twice": (
        N_("The column {column} stands twice in the first row."),
        N_("Rename one of them."),
    ),
    "file.damaged": (
        N_("The file is damaged or not what its name says: {reason}"),
        N_("Get the file again from where it came."),
    ),
    "file.unreadable": (
        N_("The file is damaged, or claims more cells than there is memory for."),
        N_("Save it anew with only the rows and columns that are filled, or as CSV."),
    ),
    "file.empty": (
        N_("The file is empty."),
        N_("Get the file again from where it came."),
    ),
    "file.encoding_unknown": (
        N_("{encoding} is not the name of an encoding."),
        N_("Use a name such as utf-8, cp1252 or cp1256."),
    ),
    "file.kind_unknown": (
        N_("Files of this kind cannot be read."),
        N_("Give one of: {known}."),
    ),
    "file.missing": (
        N_("There is no file {path}."),
        N_("Check the path."),
    ),
    "file.needs_extra": (
        N_("Reading this file needs a part that is not installed."),
        N_("Install it with: pip install 'survey-app[{extra}]'"),
    ),
    "file.no_rows": (
        N_("The file has no rows."),
        N_("Get the file again from where it came."),
    ),
    "file.no_such_sheet": (
        N_("There is no sheet {sheet}."),
        N_("Correct sheet in the map; the file has: {known}."),
    ),
    "file.not_utf8": (
        N_("The file is not written in UTF-8 (byte {byte})."),
        N_("Save it as UTF-8."),
    ),
    "file.row_length": (
        N_("Row {rows} does not have {columns} cells (such rows: {count})."),
        N_("Correct them; often a cell with a comma lacks its quotation marks."),
    ),
    "file.wrong_encoding": (
        N_("The text is not in {encoding}."),
        N_('Save it as UTF-8, or name its encoding in the map: encoding = "cp1252".'),
    ),
    "fpc.too_small": (
        N_(
            "Stratum “{stratum}” has {sampled} clusters in the sample but only "
            "{population} in all."
        ),
        N_("Give the number of clusters the stratum has in the whole population."),
    ),
    "fpc.varies": (
        N_("Stratum “{stratum}” has more than one number of clusters."),
        N_("Give the same number in all rows of a stratum."),
    ),
    "id.other_answers": (
        N_("Rows imported before now have other answers (rows: {rows})."),
        N_("Import corrected rows under a new round, or give them new ids."),
    ),
    "id.twice": (
        N_("Two rows share an id, such as {ids} (rows: {rows})."),
        N_("Give every row an id of its own."),
    ),
    "map.code_and_missing": (
        N_("Code {code} of {item} is both an answer and “{kind}”."),
        N_("Take it out of the scale, or out of missing."),
    ),
    "map.code_not_on_scale": (
        N_("The scale of {item} has no code {code}."),
        N_("Use its codes: {known}."),
    ),
    "map.item_without_scale": (
        N_("{item} has no scale."),
        N_('Name a scale, or write kind = "number".'),
    ),
    "map.name_twice": (
        N_("{name} names two things."),
        N_("Give items, constructs and groups names of their own."),
    ),
    "map.needed": (
        N_("This file needs a map."),
        N_("Say with --map what its columns mean; only .packets files need none."),
    ),
    "map.no_codes": (
        N_("The table codes is empty."),
        N_('Say what each value means, for example codes = {{1 = "man"}}.'),
    ),
    "map.no_items": (
        N_("The map names no items."),
        N_("Add at least one table [items.NAME]."),
    ),
    "map.no_such_construct": (
        N_("No item is part of a construct {name}."),
        N_("Use constructs that items name: {known}."),
    ),
    "map.number_in_construct": (
        N_("{item} is a number or a choice, and cannot be part of a construct."),
        N_('Take construct out, or write kind = "scored" with a scale.'),
    ),
    "map.number_with_scale": (
        N_("{item} is a number but names a scale."),
        N_("Keep one of kind and scale."),
    ),
    "map.unknown_missing": (
        N_("“{kind}” is not a kind of missing answer."),
        N_("Use one of: {known}."),
    ),
    "toml.broken": (
        N_("The file cannot be read: {reason}"),
        N_("Correct the line; TOML wants text in quotation marks."),
    ),
    "toml.missing_key": (
        N_("{key} is missing."),
        N_("Add it."),
    ),
    "toml.not_a_code_table": (
        N_("{key} must be a table of texts."),
        N_('Write it as {key} = {{1 = "man", 2 = "woman"}}.'),
    ),
    "toml.not_a_list": (
        N_("{key} must be a list of texts or whole numbers."),
        N_("Write it in square brackets."),
    ),
    "toml.not_a_table": (
        N_("{key} must be a table."),
        N_("Write it as [{key}] with its keys below."),
    ),
    "toml.not_an_array": (
        N_("{key} must be a list of tables."),
        N_("Write each of them as [[{key}]] with its keys below."),
    ),
    "toml.not_one_of": (
        N_("{key} cannot be “{value}”."),
        N_("Use one of: {known}."),
    ),
    "toml.not_text": (
        N_("{key} must be a text that is not empty."),
        N_("Write it in quotation marks."),
    ),
    "toml.not_true_or_false": (
        N_("{key} must be true or false."),
        N_("Write true or false without quotation marks."),
    ),
    "toml.unknown_key": (
        N_("{key} has no meaning here."),
        N_("Known are: {known}."),
    ),
    "value.not_a_number": (
        N_("“{value}” is not a number (rows: {rows})."),
        N_("Correct the cells, or declare the value missing in the map."),
    ),
    "value.other_meaning": (
        N_(
            "The map takes {value} for “{meant}”, but the file calls it “{label}” (rows: {rows})."
        ),
        N_('Map this file by its own words: match = "label".'),
    ),
    "value.unmapped": (
        N_("{value} is not in the map (rows: {rows})."),
        N_("Add it to the codes, or declare it missing."),
    ),
    "value.unmapped_near": (
        N_("{value} is not in the map (rows: {rows}); nearest is “{nearest}”."),
        N_("Add it to the codes, or declare it missing."),
    ),
    "weight.all_zero": (
        N_("All weights are zero (rows: {rows})."),
        N_("Give the people each respondent stands for."),
    ),
    "weight.negative": (
        N_("A weight is below zero (rows: {rows})."),
        N_("Give the people each respondent stands for."),
    ),
}
