import pytest

from survey_app.core.questionnaire.media import Slot
from survey_app.errors import Rejected
from survey_app.interchange.xlsform_media import MediaReference
from tests.xlsforms import YES_NO, codes, read


def refused(*args, **more):
    with pytest.raises(Rejected) as rejected:
        read(*args, **more)
    return codes(rejected.value.problems)


def test_questions_of_every_type_become_items_in_order():
    form = read("""
        type               | name | label
        select_one yn      | met  | Have you met?
        select_multiple yn | both | Which?
        integer            | age  | How old?
        decimal            | kilo | How much?
        text               | why  | Why?
    """)
    items = form.instrument.items
    kinds = [(item.item_id, item.kind) for item in items]
    assert kinds == [
        ("met", "choice"), ("both", "choices"), ("age", "number"),
        ("kilo", "number"), ("why", "text"),
    ]  # fmt: skip
    assert [option.label for option in items[0].options] == [
        {"en": "Yes"},
        {"en": "No"},
    ]
    assert (form.instrument.name, form.instrument.title) == ("trust", {"en": "Trust"})
    assert not form.losses


def test_words_come_in_every_language_whose_heading_names_one():
    form = read(
        """
        type          | name | label::English (en) | label::Français | label:عربي (ar)
        select_one yn | met  | Met?                | Rencontré ?     | هل التقيتم؟
        """,
        """
        list name | name | label::English (en) | label::French | label::Arabic
        yn        | 1    | Yes                 | Oui           | نعم
        yn        | 0    | No                  | Non           | لا
        """,
    )
    assert form.instrument.languages == ("en", "fr", "ar")
    assert form.instrument.items[0].text["ar"] == "هل التقيتم؟"
    assert form.instrument.items[0].options[0].label["fr"] == "Oui"
    assert not form.losses


def test_a_language_that_lacks_words_is_left_out_and_told():
    form = read("""
        type | name | label::English (en) | label::French (fr)
        text | a    | One                 | Un
        text | b    | Two                 |
    """)
    assert form.instrument.languages == ("en",)
    assert [(p.code, p.facts["count"]) for p in form.losses] == [
        ("form.language_incomplete", 1)
    ]


def test_a_language_nobody_knows_is_refused():
    given = "type | name | label::Xyzzy\ntext | a | One"
    assert "form.language_unknown" in refused(given)


def test_conditions_of_groups_and_questions_hold_together():
    form = read("""
        type          | name  | label   | relevant
        select_one yn | met   | Met?    |
        select_one yn | often | Often?  | ${met} = '1'
        begin group   | deep  | Deeper  | ${met} = '1'
        text          | how   | How?    | selected(${often}, '1')
        end group     |       |         |
    """)
    _, often, how = form.instrument.items
    assert often.ask == {"item": "met", "in": ["1"]}
    assert how.ask == {"all": [often.ask, {"item": "often", "in": ["1"]}]}


def test_words_before_a_question_and_hints_stay_with_it():
    form = read("""
        type          | name | label          | hint
        begin_group   | g    | About trust    |
        note          | n    | Please listen. |
        text          | a    | What?          | Take your time.
        end_group     |      |                |
    """)
    assert (
        form.instrument.items[0].text["en"] == "Please listen.\nWhat?\nTake your time."
    )
    assert "form.heading_left_out" in codes(form.notes)


def test_every_row_that_is_not_taken_over_is_told():
    form = read("""
        type               | name   | label | relevant     | constraint  | calculation | choice_filter
        start              | start  |       |              |             |             |
        geopoint           | where  | Where |              |             |             |
        image              | pic    | Photo |              |             |             |
        rank yn            | rank   | Rank  |              |             |             |
        calculate          | sum    |       |              |             | 1 + 1       |
        begin repeat       | people | Who   |              |             |             |
        text               | name   | Name  |              |             |             |
        end repeat         |        |       |              |             |             |
        integer            | age    | Age   |              | . > 17      |             |
        select_one yn      | met    | Met?  | ${age} > 17  |             |             | a = ${age}
        text               | why    | Why?  | ${pic} != '' |             |             |
        text               | never  | Never | false()      |             |             |
    """)
    told = {problem.where.split()[-1]: problem.code for problem in form.losses}
    assert told == {
        "where": "form.type_telling", "pic": "form.type_telling",
        "rank": "form.type_not_here", "sum": "form.calculate_not_kept",
        "people": "form.repeat", "name": "form.in_repeat",
        "age": "form.constraint_open", "met": "form.choice_filter",
        "why": "rule.left_out_name", "never": "form.never_asked",
    }  # fmt: skip
    assert "rule.open_answer" in codes(form.losses)
    assert "form.not_kept" in codes(form.notes)
    assert [item.item_id for item in form.instrument.items] == ["age", "met", "why"]


def test_a_calculated_group_can_decide_what_is_asked():
    form = read("""
        type          | name | label | relevant      | calculation
        select_one yn | met  | Met?  |               |
        calculate     | who  |       |               | if(${met} = '1', 'friend', 'other')
        text          | how  | How?  | ${who}='other'|
    """)
    assert form.instrument.items[1].ask == {"not": {"item": "met", "in": ["1"]}}
    assert not form.losses


def test_a_constraint_on_the_answer_itself_takes_options_away():
    choices = YES_NO + "    yn        | 9    | Never\n"
    form = read(
        """
        type          | name | label | constraint
        select_one yn | met  | Met?  | . != '9'
        """,
        choices,
    )
    assert [o.code for o in form.instrument.items[0].options] == ["1", "0"]


def test_an_answer_that_is_a_kind_of_missing_is_no_option():
    choices = YES_NO + "    yn        | dont_know | Do not know\n"
    form = read(
        """
        type          | name | label  | relevant
        select_one yn | met  | Met?   |
        text          | why  | Why?   | selected(${met}, 'dont_know')
        """,
        choices,
    )
    assert [o.code for o in form.instrument.items[0].options] == ["1", "0"]
    assert form.instrument.items[1].ask == {"item": "met", "in": ["dont_know"]}


def test_or_other_asks_what_else():
    form = read("type | name | label\nselect_one yn or_other | met | Met?")
    met, other = form.instrument.items
    assert [option.code for option in met.options] == ["1", "0", "other"]
    assert (other.item_id, other.ask) == ("met_other", {"item": "met", "in": ["other"]})


def test_columns_of_ours_say_what_questions_measure():
    form = read(
        """
        type          | name | label | survey_app::construct | survey_app::reverse | survey_app::group | survey_app::sensitive
        select_one yn | a    | One   | trust                 |                     |                   |
        select_one yn | b    | Two   | trust                 | yes                 |                   | yes
        select_one yn | sex  | Who   |                       |                     | gender            |
        """,
        survey_app="""
        what      | id    | of | value | label::English (en)
        construct | trust | SC |       | Trust
        higher    | trust |    |       | more trust
        scale     | yn    |    | 1     |
        group     | gender|    |       | Sex or gender
        people    | 1     | yn |       | Women
        """,
    )
    a, b, sex = form.instrument.items
    assert (a.kind, a.scale, b.reverse, b.sensitive) == ("scored", "yn", True, True)
    assert (sex.kind, sex.group, sex.options[0].people) == (
        "choice",
        "gender",
        {"en": "Women"},
    )
    assert form.instrument.scales["yn"].positive == ("1",)
    (trust,) = form.instrument.constructs
    assert (trust.items, trust.domain, trust.higher) == (
        ("a", "b"),
        "SC",
        {"en": "more trust"},
    )
    assert form.instrument.group_names == {"gender": {"en": "Sex or gender"}}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("tekst           | a | One |", "form.type_unknown"),
        ("                | a | One |", "form.no_type"),
        ("text            |   | One |", "form.no_name"),
        ("text            | a |     |", "form.no_label"),
        ("select_one none | a | One |", "form.no_such_list"),
        ("begin_group     | a | One |", "form.group_not_closed"),
        ("end_repeat      |   |     |", "form.group_not_open"),
        ("text            | a | One | ${a} = '1'", "form.circle"),
    ],
)
def test_a_row_that_cannot_be_meant_is_a_fault(row, code):
    assert code in refused(f"type | name | label | relevant\ntext | z | Zed |\n{row}")


def test_conditions_in_a_circle_are_faults_of_all_in_it():
    found = refused("""
        type          | name | label | relevant
        select_one yn | a    | One   | ${c} = '1'
        select_one yn | b    | Two   | ${a} = '1'
        select_one yn | c    | Three | ${b} = '1'
        text          | d    | Four  | ${c} = '1'
    """)
    assert found == ["form.circle"] * 3


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        (YES_NO + "yn | 1 | Again", "form.choice_twice"),
        (YES_NO + "yn |   | Nobody", "form.choice_without"),
    ],
)
def test_a_list_of_choices_with_a_fault_is_refused(choices, code):
    given = "type | name | label\nselect_one yn | a | One"
    assert code in refused(given, choices)


def test_two_questions_of_one_name_stay_two():
    form = read("""
        type        | name | label
        text        | a    | One
        begin_group | g    |
        text        | a    | Two
        end_group   |      |
        text        | _1   | Three
    """)
    assert [item.item_id for item in form.instrument.items] == ["a", "g.a", "q_1"]
    assert form.paths["g.a"] == "g/a"


def test_markup_and_turned_directions_are_no_words():
    form = read([
        ["type", "name", "label"],
        ["text", "a", "<span style='color:red'>**How**</span> \u202emuch<br/>now?"],
    ])  # fmt: skip
    assert form.instrument.items[0].text == {"en": "How much\nnow?"}


def test_recordings_and_pictures_are_listed():
    form = read(
        """
        type          | name | label | media::audio::English (en)
        select_one yn | a    | One   | one.mp3
        select_one yn | b    | Two   |
        """,
        """
        list_name | name | label | image
        yn        | 1    | Yes   | yes.png
        yn        | 0    | No    |
        """,
    )
    assert form.media == (
        MediaReference("one.mp3", "en", "One"),
        MediaReference(
            "yes.png", slots=(Slot("item", "a", "1"), Slot("item", "b", "1"))
        ),
    )
    assert "form.media" in codes(form.notes)


def test_a_form_of_nothing_that_can_be_asked_says_what_it_held():
    given = "type | name | label\ngeopoint | where | Where"
    assert refused(given) == ["form.type_telling", "form.no_questions"]


def test_what_spreadsheets_and_old_forms_write_is_understood():
    form = read(
        """
        type                  | name  | caption | hint      | relevance | calculation
        select_one yn         | met   | Met?    |           | yes       |
        text                  | how   |         | Tell us   |           |
        text                  | sum   |         |           |           | ${sum} + 1
        cascading_select site | site  | Where?  |           |           |
        begin loop over yn    | each  | Each    |           |           |
        text                  | inner | In      |           |           |
        end loop              |       |         |           |           |
        text                  | off   | Off     |           | FALSE     |
        """,
        YES_NO + "    |  | a remark\n",
    )
    assert [(i.item_id, i.text, i.ask) for i in form.instrument.items] == [
        ("met", {"en": "Met?"}, None), ("how", {"en": "Tell us"}, None)
    ]  # fmt: skip
    assert codes(form.losses) == [
        "form.type_not_here", "form.repeat", "form.in_repeat", "form.never_asked",
        "form.calculate_not_kept",
    ]  # fmt: skip


def test_choices_that_a_filter_would_part_are_taken_once():
    settings = "form_title | allow_choice_duplicates\nTrust | yes"
    given = "type | name | label\nselect_one yn | met | Met?"
    form = read(given, YES_NO + "    yn | 1 | Yes again\n", settings)
    assert [option.code for option in form.instrument.items[0].options] == ["1", "0"]


def test_a_text_that_shows_an_answer_is_told_and_does_not_show_its_code():
    form = read(
        """
        type          | name | label                | hint
        text          | name | Your village?        |
        select_one yn | met  | Met any of ${name}?  | Say ${name} aloud
        """,
        YES_NO.replace("No", "Not ${name}"),
    )
    met = form.instrument.items[1]
    assert met.text == {"en": "Met any of …?\nSay … aloud"}
    assert met.options[1].label == {"en": "Not …"}
    assert codes(form.losses) == ["form.shows_answer"] * 3


@pytest.mark.parametrize(
    "heading", ["label | label", "label | caption", "label::fr | label::French (fr)"]
)
def test_two_columns_of_one_meaning_are_a_fault(heading):
    given = f"type | name | {heading}\ntext | a | One | Two"
    assert "file.column_twice" in refused(given)


def test_a_column_that_names_its_language_goes_before_one_that_names_none():
    form = read("type | name | label | label::English (en)\ntext | a | Old | New")
    assert form.instrument.items[0].text == {"en": "New"}
    assert "form.column_unread" in codes(form.notes)
