"""Words for faults of the outlines that maps are drawn of."""

from survey_app.i18n import N_

#: code -> (what is wrong, what to do)
WORDS: dict[str, tuple[str, str]] = {
    "boundary.grouping": (
        N_("The survey {survey} does not divide people by “{name}”."),
        N_("Use one of: {known}."),
    ),
    "boundary.no_code": (
        N_("This area has no code under “{property}”."),
        N_("Name the property that holds it. This area has: {known}."),
    ),
    "boundary.none": (
        N_("The survey {survey} has no map by {by}."),
        N_("Bring one in with “survey-app boundaries add”."),
    ),
    "boundary.not_geojson": (
        N_("This is no GeoJSON file with areas."),
        N_("Save the areas as a GeoJSON FeatureCollection in longitude and latitude."),
    ),
    "boundary.nothing": (
        N_("No area of the file is named in the file of codes."),
        N_("It names: {known}. Are they codes of this file?"),
    ),
    "boundary.numbers": (
        N_("This outline holds something that is no pair of numbers."),
        N_("Every point is [longitude, latitude]."),
    ),
    "boundary.open": (
        N_("This outline does not end where it begins."),
        N_("Repeat the first point as the last one."),
    ),
    "boundary.range": (
        N_("There is no longitude {longitude} with latitude {latitude}."),
        N_("Longitude (-180 to 180) comes first, then latitude (-90 to 90). Save the file in WGS 84."),
    ),
    "boundary.shape": (
        N_("This is no area but: {kind}."),
        N_("Only polygons may be brought in. Points and lines could show where people live."),
    ),
    "boundary.short": (
        N_("An outline needs four points, the last like the first; this has {points}."),
        N_("Draw the area again, or leave it out."),
    ),
    "boundary.survey": (
        N_("There is no survey {name}."),
        N_("Use one of: {known}."),
    ),
    "boundary.too_detailed": (
        N_("The outlines have {points} points, more than {most}."),
        N_("Simplify them first, or use outlines made for small maps."),
    ),
    "boundary.too_fine": (
        N_("{code} is a place inside a community; maps would show where people were asked."),
        N_("Bring in the outlines of whole communities or districts."),
    ),
    "boundary.too_many": (
        N_("There are more than {most} areas."),
        N_("Use larger areas: so many cannot be told apart on a page."),
    ),
    "boundary.twice": (
        N_("The area {code} is there twice."),
        N_("Keep one, or give each part a code of its own and list the codes in a file."),
    ),
    "boundary.unknown_code": (
        N_("Nobody in this survey belongs to {code}."),
        N_("Did you mean {known}? If codes differ, list them in a file with the columns area and group."),
    ),
}  # fmt: skip
