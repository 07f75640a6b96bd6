"""In which country a place lies, and what is officially spoken there."""

from __future__ import annotations

import pytest

from everyside.knowledge.places import country_of, languages_of


@pytest.mark.parametrize(
    ("key", "country"),
    [
        ("country:JP", "JP"),
        ("region:US-TX", "US"),
        ("region:GB-SCT", "GB"),
        ("city:2267057", "PT"),  # Lisbon
        ("region:002", ""),  # Africa
        ("region:gaza", ""),
        ("city:nowhere", ""),
        ("country:JPN", ""),
        ("name:us", ""),
        ("", ""),
        ("country:\n", ""),
    ],
)
def test_a_places_key_tells_its_country(key: str, country: str) -> None:
    assert country_of(key) == country


def test_official_languages_are_those_of_the_country() -> None:
    assert languages_of("JP") == ("ja",)
    assert languages_of("PL") == ("pl",)
    assert {"de", "fr", "it"} <= set(languages_of("CH"))
    assert {"en", "hi"} <= set(languages_of("IN"))
    assert languages_of("XA") == ()
