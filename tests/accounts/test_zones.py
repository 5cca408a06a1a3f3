import pytest

from accounts import zones


@pytest.mark.parametrize(
    ("country", "zone"),
    [("NG", "Africa/Lagos"), ("FJ", "Pacific/Fiji"), ("US", "UTC"), ("BR", "UTC"), ("", "UTC"), ("XX", "UTC")],
)
def test_a_country_says_its_zone_where_it_has_one(country, zone):
    assert zones.zone_of(country) == zone


def test_zones_are_grouped_by_region_and_utc_comes_first():
    choices = zones.choices()

    assert choices[0] == ("UTC", "UTC")
    assert [region for region, _ in choices[1:4]] == ["Africa", "America", "Antarctica"]
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in dict(choices)["America"]


def test_an_old_zone_of_a_person_stays_among_the_choices():
    assert zones.choices("US/Pacific")[1] == ("US/Pacific", "US/Pacific")
