"""What is planted in the demonstration: the truths its findings are held against.

docs/demonstration.md shows these tables; a test holds the findings to them.
"""

from dataclasses import dataclass
from datetime import date

from survey_app.core.questionnaire.definition import Definition
from survey_app.core.questionnaire.instrument import Labels, Option
from survey_app.i18n import N_

SURVEY = "valley"
SLUG = "valley"

#: Name and first day of each round; each takes five days.
ROUNDS = (
    ("2025-1", date(2025, 3, 3)),
    ("2025-2", date(2025, 9, 1)),
    ("2026-1", date(2026, 3, 2)),
)

#: The six communities, and how many people each respondent there stands for.
COMMUNITIES: dict[str, tuple[Labels, float]] = {
    "riverside": ({"en": "Riverside", "fr": "La Rive", "ar": "الضفة"}, 18),
    "hilltop": ({"en": "Hilltop", "fr": "La Colline", "ar": "التل"}, 9),
    "old-market": (
        {"en": "Old Market", "fr": "Le Vieux Marché", "ar": "السوق القديم"},
        32,
    ),
    "lakeside": ({"en": "Lakeside", "fr": "Le Lac", "ar": "البحيرة"}, 14),
    "crossroads": ({"en": "Crossroads", "fr": "Le Carrefour", "ar": "المفترق"}, 25),
    "new-camp": (
        {"en": "New Camp", "fr": "Le Nouveau Camp", "ar": "المخيم الجديد"},
        11,
    ),
}
#: Outlines of the communities in hundredths of a degree, in the middle of an ocean.
OUTLINES: dict[str, tuple[tuple[int, int], ...]] = {
    "riverside": (
        (0, 0), (4, 1), (8, -1), (9, 3), (7, 7), (3, 9), (-1, 8), (1, 4), (0, 0),
    ),
    "old-market": (
        (8, -1), (12, -2), (17, 0), (15, 4), (16, 9), (13, 8), (10, 6), (7, 7),
        (9, 3), (8, -1),
    ),
    "crossroads": (
        (17, 0), (20, 0), (24, 2), (26, 5), (25, 8), (20, 7), (16, 9), (15, 4), (17, 0),
    ),
    "hilltop": (
        (-1, 8), (3, 9), (7, 7), (6, 11), (8, 13), (9, 16), (5, 17), (1, 15), (-2, 12),
        (-1, 8),
    ),
    "lakeside": (
        (7, 7), (10, 6), (13, 8), (16, 9), (18, 12), (15, 15), (12, 14), (9, 16),
        (8, 13), (6, 11), (7, 7),
    ),
    "new-camp": (
        (16, 9), (20, 7), (25, 8), (27, 12), (24, 16), (20, 18), (15, 15), (18, 12),
        (16, 9),
    ),
}  # fmt: skip
#: Neighbourhoods asked in each community: few of the many there are.
PLACES = 10
PLACE: Labels = {"en": "Neighbourhood", "fr": "Quartier", "ar": "حي"}

#: Language of the interview by community: shares in the order of LANGUAGES.
LANGUAGES = ("en", "fr", "ar")
#: Languages nobody has reviewed; the demonstration opens them for a pilot.
PILOT = LANGUAGES[1:]
SPOKEN = {
    "riverside": (0.2, 0.2, 0.6),
    "hilltop": (0.1, 0.6, 0.3),
    "old-market": (0.4, 0.2, 0.4),
    "lakeside": (0.1, 0.1, 0.8),
    "crossroads": (0.3, 0.5, 0.2),
    "new-camp": (0.1, 0.2, 0.7),
}

#: Groups everybody chose from, and the share that chose each; DYADS adds a second one.
IDENTITIES: dict[str, tuple[Labels, float]] = {
    "farming": (
        {
            "en": "Farming families",
            "fr": "Familles d’agriculteurs",
            "ar": "عائلات المزارعين",
        },
        0.34,
    ),
    "herding": (
        {"en": "Herding families", "fr": "Familles d’éleveurs", "ar": "عائلات الرعاة"},
        0.24,
    ),
    "market": (
        {
            "en": "Market families",
            "fr": "Familles de commerçants",
            "ar": "عائلات التجار",
        },
        0.18,
    ),
    "fishing": (
        {
            "en": "Fishing families",
            "fr": "Familles de pêcheurs",
            "ar": "عائلات الصيادين",
        },
        0.14,
    ),
    "forest": (
        {"en": "Forest families", "fr": "Familles de la forêt", "ar": "عائلات الغابة"},
        0.10,
    ),
}
#: So many feel part of a second group.
TWO_IDENTITIES = 0.06

DEFINITION = Definition(
    name="valley-trust",
    title={"en": "Living together", "fr": "Vivre ensemble", "ar": "العيش معا"},
    languages=LANGUAGES,
    constructs=("PL1", "PL2", "SC1", "SC2", "EC2", "SE1", "LI2", "CF2", "DY1"),
    items=("END1",),
    groups=("gender", "age", "displacement", "disability", "identity"),
    site_groups=tuple(
        Option(code, words, words) for code, (words, _) in IDENTITIES.items()
    ),
    crossings=(("displacement", "gender"),),
)

#: Where everybody stands on each construct, before anything is planted.
LEVELS = {
    "PL1": 5.2, "PL2": 5.0, "SC1": 5.6, "SC2": 6.4,
    "EC2": 5.0, "SE1": 6.2, "LI2": 5.8, "CF2": 5.1, "DY1": 5.6,
}  # fmt: skip

#: Shares of the groups, the same in every community.
GROUPS = {
    "DEM1": {"woman": 0.52, "man": 0.47, "other": 0.01},
    "DEM2": {"18-24": 0.18, "25-34": 0.26, "35-49": 0.28, "50-64": 0.18, "65+": 0.10},
    "DEM4": {"stayed": 0.52, "returned": 0.20, "displaced": 0.20, "moved": 0.08},
}
#: Chance of each difficulty in functioning being very hard or worse.
DIFFICULTY = 0.025


@dataclass(frozen=True, slots=True)
class Planted:
    """Points added, round by round, to those who gave `code` on `item`.

    `item` "community" plants in a place instead. `kind` says what shall be found.
    """

    kind: str
    item: str
    code: str
    constructs: tuple[str, ...]
    points: tuple[float, float, float]


PLANTED = (
    Planted(
        N_("left behind"),
        "DEM4",
        "displaced",
        ("PL1", "PL2", "SC2", "LI2"),
        (-2.0, -2.0, -2.0),
    ),
    Planted(N_("gap that closes"), "DEM4", "returned", ("EC2",), (-2.2, -1.3, -0.1)),
    Planted(N_("gap that widens"), "DEM2", "18-24", ("PL2",), (-0.2, -1.2, -2.4)),
    Planted(
        N_("fall in one place"), "community", "lakeside", ("SE1",), (0.0, 0.0, -2.6)
    ),
)


@dataclass(frozen=True, slots=True)
class PlantedDyad:
    """Points added in every round to what `group` says of `about`, not the reverse."""

    group: str
    about: str
    construct: str
    points: float


DYADS = (PlantedDyad("herding", "farming", "DY1", -2.4),)

#: In the last round this enumerator copies so much of their work, keeping so much.
COPIER, COPIED_SHARE, KEPT_ANSWERS = "E09", 0.4, 0.95
ENUMERATORS = tuple(f"E{number:02}" for number in range(1, 13))

#: What people added at the end, by language; one in five says something.
SAYINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "Nobody tells us when the council meets.",
        "The market road is safe again and people trade there.",
        "Those who came last are always served last.",
        "The clinic treats everyone the same now.",
        "We want to hear what was decided after the last survey.",
    ),
    "fr": (
        "Personne ne nous dit quand le conseil se réunit.",
        "La route du marché est de nouveau sûre.",
        "Ceux qui sont arrivés en dernier sont servis en dernier.",
        "Les jeunes ne sont jamais écoutés.",
    ),
    "ar": (
        "لا أحد يخبرنا متى يجتمع المجلس.",
        "أصبح طريق السوق آمنا من جديد.",
        "من وصل أخيرا يخدم أخيرا.",
        "نريد أن نعرف ما الذي تقرر بعد الاستطلاع السابق.",
    ),
}
