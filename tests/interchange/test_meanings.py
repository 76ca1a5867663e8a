"""The same code is often another place in another round."""

import pytest

from survey_app.interchange.meanings import disagreements

LABELS = {"1582": "Manouba", "1583": "Ben Arous"}


@pytest.mark.parametrize(
    ("meant", "labels", "earlier", "codes"),
    [
        ({"1582": ["ben_arous"]}, LABELS, {}, ["1582"]),
        ({"1582": ["manouba"], "1583": ["ben_arous"]}, LABELS, {}, []),
        ({"1": ["beja"]}, {"1": " Bèja"}, {}, []),
        ({"1": ["man"]}, {"1": "Male", "2": "Female"}, {}, []),
        ({"1": ["x"]}, LABELS, {}, []),
        ({"1582": ["r3"]}, LABELS, {"1582": "Ben Arous"}, ["1582"]),
        ({"1582": ["r3"]}, {"1582": "North West"}, {"1582": "Ben Arous"}, ["1582"]),
        ({"1": ["medenine"]}, {"1": "Medenine"}, {"1": "Mednine"}, []),
        ({"0": ["No"], "1": ["Yes"]}, {"0": "Yes", "1": "No"}, {}, ["0", "1"]),
    ],
)
def test_what_the_map_means_and_what_the_file_says(meant, labels, earlier, codes):
    assert list(disagreements(meant, labels, earlier)) == codes
