"""What the shipped signals of peace and of danger are called, and what counts as one."""

from survey_app.i18n import N_

#: signal -> (its name, what counts as one)
SIGNAL_WORDS = {
    "markets_open": (
        N_("Market days held"),
        N_("Days on which the market was open to all groups."),
    ),
    "trade_between_groups": (
        N_("Trade between groups"),
        N_("Times people of one group bought or sold at another’s place."),
    ),
    "shared_water_and_pasture": (
        N_("Water and pasture shared"),
        N_("Agreements or days of use shared between groups."),
    ),
    "marriages_between_groups": (
        N_("Marriages between groups"),
        N_("Marriages of people of two groups; counted, never named."),
    ),
    "gifts_and_visits": (
        N_("Gifts and visits between groups"),
        N_("Festivals, funerals and visits at which groups came together."),
    ),
    "children_in_school": (
        N_("Children in school"),
        N_("Share of pupils present, 0 to 100, as the school counts it."),
    ),
    "peace_meetings": (
        N_("Local peace meetings"),
        N_("Meetings of several groups called by people here."),
    ),
    "women_carrying_messages": (
        N_("Women carrying messages of peace"),
        N_("Times women went between groups to calm a quarrel."),
    ),
    "quarrels_settled": (
        N_("Quarrels settled"),
        N_("Quarrels between groups that ended by agreement."),
    ),
    "groups_moving_apart": (
        N_("Groups moving apart"),
        N_("Households or stalls that moved away from another group."),
    ),
    "school_interrupted": (
        N_("School days lost"),
        N_("Days on which pupils stayed away for fear."),
    ),
    "livestock_price": (
        N_("Price of livestock"),
        N_("Price of a usual animal at the market; it falls when people sell in fear."),
    ),
    "weapons_traded": (
        N_("Ammunition used as money"),
        N_("Reports of ammunition given in payment."),
    ),
    "young_men_leaving": (
        N_("Young men leaving together"),
        N_("Groups of young men who left without their families."),
    ),
    "hostile_speech": (
        N_("Hostile speech in public"),
        N_("Public calls against a group, by whomever; no names."),
    ),
    "people_arriving_in_flight": (
        N_("People arriving in flight"),
        N_("People who came because they fled."),
    ),
    "threats": (
        N_("Threats against a group"),
        N_("Threats that several people heard; no names."),
    ),
    "quarrels_over_land": (
        N_("Quarrels over land or water"),
        N_("New quarrels between people of different groups."),
    ),
}
