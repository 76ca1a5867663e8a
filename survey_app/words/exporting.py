"""What the tables, columns and codes of exported files are called and mean."""

from survey_app.i18n import N_

#: table -> (its name, what is inside)
TABLES: dict[str, tuple[str, str]] = {
    "estimates": (
        N_("Means and shares"),
        N_("Every measure, of everybody and of every group, with its uncertainty."),
    ),
    "gaps": (
        N_("Who is left behind"),
        N_("Every group against everyone else on the headline measures, judged."),
    ),
    "comparisons": (
        N_("What changed"),
        N_("This round beside the round before it, of everybody and of every group."),
    ),
    "trends": (
        N_("How it moved"),
        N_("A line through all rounds so far, of everybody and of every group."),
    ),
    "answers": (
        N_("What people answered"),
        N_("The share of every answer to every question on a scale."),
    ),
    "respondents": (
        N_("Who answered"),
        N_("How many people of every group answered."),
    ),
    "dyads": (
        N_("How groups see each other"),
        N_("How each group rates each other group."),
    ),
    "about": (N_("About this file"), N_("What it was made of, when and what for.")),
    "columns": (N_("Columns"), N_("What every column of every table means.")),
    "codes": (N_("Codes"), N_("What every code in the tables stands for.")),
}

#: format -> (its name, what it is for)
FORMATS: dict[str, tuple[str, str]] = {
    "xlsx": (
        N_("Excel workbook"),
        N_("For Excel and LibreOffice: a sheet for each table, filters, a codebook."),
    ),
    "csv": (N_("CSV"), N_("Opens in every program; one table.")),
    "json": (N_("JSON"), N_("For programs: all tables.")),
    "sav": (N_("SPSS"), N_("For SPSS, PSPP and jamovi; one table with labels.")),
    "dta": (N_("Stata"), N_("For Stata; one table with labels.")),
    "parquet": (N_("Parquet"), N_("For Python, R and DuckDB; one table with types.")),
    "datapackage": (
        N_("Data package"),
        N_(
            "For archives: CSV files and a description of each, as Frictionless reads it."
        ),
    ),
    "hxl": (N_("CSV with HXL tags"), N_("For exchange among aid organisations.")),
    "sdmx": (N_("SDMX-CSV"), N_("For statistical offices.")),
    "sqlite": (N_("SQLite database"), N_("For Datasette: all tables, described.")),
}

#: column -> (its heading, what it means). One ending in _label says a code in words.
COLUMNS: dict[str, tuple[str, str]] = {
    "round": (N_("Round"), N_("The round the row is about.")),
    "of": (N_("Measure code"), N_("What is measured, as a code.")),
    "of_label": (N_("Measure"), N_("What is measured, in words.")),
    "kind": (N_("Kind code"), N_("What kind of number the row holds.")),
    "kind_label": (N_("Kind"), N_("What kind of number the row holds, in words.")),
    "by": (N_("Grouping code"), N_("By what people are divided; empty: not at all.")),
    "by_label": (N_("Grouping"), N_("By what people are divided, in words.")),
    "group": (N_("Group code"), N_("The group; empty: everybody.")),
    "group_label": (N_("Group"), N_("The group, in words.")),
    "about": (N_("Rated group code"), N_("The group that is rated.")),
    "about_label": (N_("Rated group"), N_("The group that is rated, in words.")),
    "answer": (N_("Answer code"), N_("The answer; empty: no answer was given.")),
    "answer_label": (N_("Answer"), N_("The answer, in words.")),
    "n": (N_("Respondents"), N_("How many people the number stands on.")),
    "mean": (
        N_("Mean"),
        N_("Points from 0 to 10; a share from 0 to 1; a number in its own unit."),
    ),
    "share": (N_("Share"), N_("The share of people, from 0 to 1.")),
    "se": (N_("Standard error"), N_("The standard error under the sample design.")),
    "df": (N_("Degrees of freedom"), N_("The degrees of freedom of the interval.")),
    "ci_low": (N_("Interval from"), N_("The lower end of the 95 % interval.")),
    "ci_high": (N_("Interval to"), N_("The upper end of the 95 % interval.")),
    "deff": (
        N_("Design effect"),
        N_("How much larger the variance is than that of a simple random sample."),
    ),
    "suppressed": (
        N_("Withheld"),
        N_("Too few answers to show; all numbers of the row are empty."),
    ),
    "rest_mean": (N_("Mean of the rest"), N_("The mean of everyone else.")),
    "gap": (N_("Gap"), N_("The group’s mean less that of everyone else.")),
    "p": (N_("p"), N_("The chance of a difference this large if there were none.")),
    "p_adjusted": (N_("p adjusted"), N_("p, adjusted for all tests shown together.")),
    "standardised": (N_("Standardised"), N_("The gap in standard deviations.")),
    "verdict": (N_("Verdict code"), N_("What the numbers allow to say.")),
    "verdict_label": (
        N_("Verdict"),
        N_("What the numbers allow to say, in words."),
    ),
    "from": (N_("From"), N_("The earlier round.")),
    "to": (N_("To"), N_("The later round.")),
    "n_from": (N_("Respondents before"), N_("How many people in the earlier round.")),
    "n_to": (N_("Respondents now"), N_("How many people in the later round.")),
    "mean_from": (N_("Mean before"), N_("The mean in the earlier round.")),
    "mean_to": (N_("Mean now"), N_("The mean in the later round.")),
    "change": (N_("Change"), N_("The later mean less the earlier.")),
    "gap_change": (
        N_("Change of the gap"),
        N_("How the group’s gap to the rest moved."),
    ),
    "gap_change_se": (
        N_("Standard error of the gap’s change"),
        N_("The standard error of the change of the gap."),
    ),
    "gap_change_p": (
        N_("p of the gap’s change"),
        N_("The chance of such a change of the gap if there were none."),
    ),
    "design": (N_("Clusters"), N_("Whether the same places were asked again.")),
    "rounds": (N_("Rounds"), N_("How many rounds the line goes through.")),
    "unit": (N_("Unit of time"), N_("Per what the slope is.")),
    "slope": (N_("Slope"), N_("The change per unit of time.")),
    "any_change_p": (
        N_("p of any change"),
        N_("The chance of rounds this different if nothing had changed."),
    ),
    "back": (N_("Rating returned"), N_("How the rated group rates this one.")),
    "asymmetry": (N_("Asymmetry"), N_("The rating given less the rating returned.")),
    "asymmetry_se": (
        N_("Standard error of the asymmetry"),
        N_("The standard error of the asymmetry."),
    ),
    "asymmetry_low": (
        N_("Asymmetry from"),
        N_("The lower end of its 95 % interval."),
    ),
    "asymmetry_high": (N_("Asymmetry to"), N_("The upper end of its 95 % interval.")),
    "mutual": (N_("Mutual"), N_("The smaller of the two ratings.")),
    "key": (N_("Key"), N_("What is said.")),
    "value": (N_("Value"), N_("What it is.")),
    "table": (N_("Table"), N_("The table.")),
    "column": (N_("Column"), N_("The name of the column in files for programs.")),
    "title": (N_("Heading"), N_("The heading of the column.")),
    "type": (N_("Type"), N_("text, integer, number, or flag: true or false.")),
    "meaning": (N_("Meaning"), N_("What it means.")),
    "within": (N_("Within"), N_("What the code belongs to: a grouping or a question.")),
    "code": (N_("Code"), N_("The code in the tables.")),
    "label": (N_("Label"), N_("The code in words.")),
}

#: column -> code -> what it is called: codes that are the same in every round.
CODES: dict[str, dict[str, str]] = {
    "kind": {
        "construct": N_("mean of several questions, 0 to 10"),
        "domain_index": N_("mean of several constructs, 0 to 10"),
        "item": N_("mean of one question, 0 to 10"),
        "share": N_("share of people, 0 to 1"),
        "number": N_("number in its own unit"),
        "answer": N_("share of those who answered"),
        "declined": N_("share of those asked who gave no answer"),
        "cell": N_("one group about another"),
        "received": N_("all other groups about one"),
        "own_preference": N_("own group rather than others"),
        "bridging": N_("all pairs of groups"),
    },
    "verdict": {
        "behind": N_("clearly behind"),
        "ahead": N_("clearly ahead"),
        "no_clear_gap": N_("no clear gap"),
        "better": N_("better"),
        "worse": N_("worse"),
        "stable": N_("stable"),
        "cannot_tell": N_("cannot tell"),
        "too_few": N_("too few answers to tell"),
        "asymmetric": N_("not returned"),
    },
    "design": {
        "same_clusters": N_("the same places"),
        "new_clusters": N_("new places"),
        "mixed": N_("some places again"),
    },
    "unit": {"year": N_("a year"), "round": N_("a round")},
}

#: fact about a file -> what it is called
ABOUT: dict[str, str] = {
    "title": N_("Survey"),
    "round": N_("Round"),
    "release": N_("Release"),
    "name": N_("Name"),
    "audience": N_("For"),
    "made_on": N_("Made on"),
    "purpose": N_("Purpose"),
    "supersedes": N_("Takes the place of release"),
    "sha256": N_("SHA-256 of the release"),
    "withheld": N_("Withheld rows"),
    "restricted": N_("Left out"),
    "cite": N_("Cite as"),
}
AUDIENCES: dict[str, str] = {"public": N_("Everybody"), "analyst": N_("Analysts")}
WITHHELD = N_(
    "A row that is withheld has no numbers. Every such row looks the same, whatever the reason."
)
LEFT_OUT = N_("Sensitive results, which two people must release: {names}")
LIVE = N_("none: the round as it stood on {day}")
CITATION = N_("{survey}, round {round}, release {release} of {day}, SHA-256 {digest}")

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "export.no_table": (
        N_("{form} files hold no table {table}."),
        N_("Use one of: {known}."),
    ),
    "export.one_table": (
        N_("{form} files hold one table each."),
        N_("Name one table, or choose a format that holds several."),
    ),
    "export.other_release": (
        N_("Release {release} is not of the round {round}."),
        N_("Use one of: {known}. List them with “survey-app release list”."),
    ),
    "export.no_format": (
        N_("There is no format {form}."),
        N_("Use one of: {known}."),
    ),
    "export.not_released": (
        N_("The round {round} was not released to everybody yet."),
        N_("Release it with “survey-app release make”, or on its page."),
    ),
    "export.data_set_of_release": (
        N_("A data set holds the answers of a round as it stands, never a release."),
        N_("Leave the number of the release out, or choose another format."),
    ),
    "export.no_folder": (
        N_("{path} cannot be written."),
        N_("Name a file in a folder that is there and that you may write to."),
    ),
}
