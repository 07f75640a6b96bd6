"""Names in texts: places of the world, and people and organisations by the words around them. All sentences are made up."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from everyside.adapters.recognizer import build, runs, spelling
from everyside.adapters.recognizer.gazetteer import GazetteerRecognizer
from everyside.adapters.recognizer.plain import PlainRecognizer
from everyside.records.tags import Name, NameKind

RECOGNIZER = GazetteerRecognizer()


def found(text: str, language: str = "en") -> tuple[Name, ...]:
    return RECOGNIZER.recognize([text], [language])[0]


def of_kind(kind: NameKind, text: str, language: str = "en") -> list[str]:
    return sorted(name.name for name in found(text, language) if name.kind is kind)


def places(text: str, language: str = "en") -> list[str]:
    return of_kind(NameKind.PLACE, text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The talks in Paris went on."),
        ("de", "Die Gespräche in Paris dauern an."),
        ("fr", "Les négociations à Paris continuent."),
        ("es", "Las conversaciones en París continúan."),
        ("it", "I colloqui a Parigi continuano."),
        ("pl", "Rozmowy w Paryżu trwają."),
        ("ru", "Переговоры в Париже продолжаются."),
        ("uk", "Переговори у Парижі тривають."),
        ("el", "Οι συνομιλίες στο Παρίσι συνεχίζονται."),
        ("fi", "Neuvottelut jatkuvat Pariisissa."),
        ("tr", "Görüşmeler Paris'te sürüyor."),
        ("ar", "تستمر المحادثات في باريس"),
        ("he", "השיחות בפריז נמשכות"),
        ("hi", "पेरिस में वार्ता जारी है"),
        ("ja", "パリで会談が続いている。"),
        ("ko", "파리에서 회담이 계속되고 있다."),
        ("zh", "谈判在巴黎继续进行。"),
        ("th", "การเจรจาที่ปารีสยังดำเนินต่อไป"),
    ],
)
def test_a_city_has_one_key_in_every_language(language: str, text: str) -> None:
    assert [(name.key, name.name) for name in found(text, language) if name.kind is NameKind.PLACE] == [("city:2988507", "Paris")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Rain fell over Japan."),
        ("de", "Regen fiel auf Japans Inseln."),
        ("ru", "Над Японией прошли дожди."),
        ("zh", "日本下雨了。"),
        ("ar", "أمطار في اليابان"),
        ("cs", "Nad Japonskem pršelo."),
    ],
)
def test_a_country_has_one_key_in_every_language(language: str, text: str) -> None:
    assert [name.key for name in found(text, language)] == ["country:JP"]


@pytest.mark.parametrize(
    "text",
    [
        "It was a nice day, and reading was fun.",
        "Reading is taught at school. Bath time is at six.",
        "Nice work, said the coach.",
        "The phone maker Orange told its staff.",
        "Paris Hilton came by.",
        "Later Denzel Washington spoke. Washington was glad.",
        "The Houston Rockets won.",
        "Mobile phones are banned.",
        "The man from Lincoln College won.",
        "Innovation In Mobile Payments Grows As Orange Buys Split",
        "Chad Smith drums.",
        "Jordan Peterson wrote a book.",
        "She is a Parisian.",
        "Woman and Roman are words.",
    ],
)
def test_a_word_or_a_name_that_is_also_a_town_is_no_place(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Police in Reading arrested a man.", "Reading"),
        ("A hotel near Nice burned down.", "Nice"),
        ("The team landed in Houston late. The Houston Rockets play there.", "Houston"),
        ("Officials in Washington were silent.", "Washington"),
        ("Mobile, in the south of the United States, was flooded. Mobile lies by the sea.", "United States"),
        ("Chad sent troops.", "Chad"),
    ],
)
def test_with_evidence_it_is_one(text: str, place: str) -> None:
    assert place in places(text)


def test_of_two_cities_of_one_name_the_country_in_the_text_decides() -> None:
    spanish = [name.key for name in found("Floods hit Valencia in the east of Spain.")]
    venezuelan = [name.key for name in found("Floods hit Valencia in the north of Venezuela.")]
    assert spanish != venezuelan
    assert len(spanish) == len(venezuelan) == 2


def test_where_nothing_decides_neither_is_told() -> None:
    assert places("Floods hit Valencia hard.") == []


def test_a_german_name_of_a_country_is_an_english_word() -> None:
    assert places("Der Vulkan auf Island ist aktiv.", "de") == ["Iceland"]
    assert places("The volcano of Rhode Island is a joke, and so is Coney Island.") == ["Rhode Island"]


def test_people_are_known_by_their_role_or_first_name() -> None:
    text = "Storm\nOn Monday Mayor Tomeka Brill met Anna Quistgaard. Quistgaard thanked Brill."
    assert of_kind(NameKind.PERSON, text) == ["Anna Quistgaard", "Tomeka Brill"]
    assert {name.name: name.count for name in found(text)} == {"Anna Quistgaard": 2, "Tomeka Brill": 2}


def test_a_person_has_one_key_in_every_case_of_a_language() -> None:
    text = "Вчера выступил Андрей Чернов. Затем все слушали Андрея Чернова и спорили с Андреем Черновым."
    (name,) = found(text, "ru")
    assert (name.kind, name.name, name.count) == (NameKind.PERSON, "Андрей Чернов", 3)


def test_organisations_are_known_by_the_words_they_have() -> None:
    text = "The ferry belongs to Quarrel Lines Ltd, said the Bank of Osterholm and the University of Lowmere."
    assert of_kind(NameKind.ORGANISATION, text) == ["Bank of Osterholm", "Quarrel Lines Ltd", "University of Lowmere"]


def test_international_bodies_have_one_key_in_every_language() -> None:
    for language, text in [("en", "NATO met."), ("fr", "Le sommet de l'OTAN."), ("ru", "Саммит НАТО."), ("zh", "北约峰会")]:
        assert [name.key for name in found(text, language)] == ["organisation:NATO"], language


def test_what_nobody_says_more_of_is_a_name() -> None:
    assert of_kind(NameKind.NAME, "They sailed to the Corvane Sands on Monday.") == ["Corvane Sands"]


def test_german_nouns_are_no_names() -> None:
    text = "Die Zahl der Unfälle stieg im Vorjahr um drei Prozent. Im Bezirk Altstadt Mitte blieb die Lage ruhig."
    assert found(text, "de") == ()


def test_headlines_in_title_case_and_in_capitals_give_no_names() -> None:
    assert found("Why Quarrel Lines Never Told Its Passengers Anything") == ()
    assert found("QUARREL LINES NEVER TOLD ITS PASSENGERS WHO DID IT") == ()


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert found("Yesterday it rained. Tomorrow it rains. Yesterday it rained.") == ()


def test_foreign_people_in_japanese() -> None:
    assert of_kind(NameKind.PERSON, "アンナ・クヴィスト首相が辞任した。", "ja") == ["アンナ・クヴィスト"]


def test_the_plain_recognizer_finds_names_and_says_no_kind() -> None:
    (names,) = PlainRecognizer().recognize(["On Monday the Quarrel Bridge opened, said Anna Quist."], ["en"])
    assert {(name.kind, name.name) for name in names} == {(NameKind.NAME, "Quarrel Bridge"), (NameKind.NAME, "Anna Quist")}


def test_keys_fold_accents_and_long_names_stay_apart() -> None:
    assert runs.key_of(["Jesús", "Quist"]) == runs.key_of(["JESUS", "quist"]) == "name:jesus-quist"
    long = [runs.key_of(["Ab" * 60 + ending]) for ending in "xy"]
    assert long[0] != long[1]
    assert max(map(len, long)) <= 80


@pytest.mark.parametrize(
    ("text", "name", "language", "alone"),
    [
        ("Berlins", "Berlin", "de", True),
        ("Berlins", "Berlin", "en", False),
        ("Berliner", "Berlin", "de", False),
        ("Минском", "Минск", "ru", True),
        ("минский", "минск", "ru", False),
        ("パリティ", "パリ", "ja", False),
        ("وباريس", "باريس", "ar", True),
        ("Paris-Saint", "Paris", "fr", False),
        ("Paris-based", "Paris", "en", True),
    ],
)
def test_where_a_name_ends(text: str, name: str, language: str, alone: bool) -> None:
    start = text.index(name)
    assert spelling.stands_alone(text, start, start + len(name), language) is alone


def test_the_gazetteer_is_built_from_the_files_of_its_makers(tmp_path: Path) -> None:
    pytest.importorskip("babel")
    city = {"geonameid": 1, "name": "Osterholm", "countrycode": "SE", "population": 200_000, "admin1code": "1"}
    names = ["Остерхольм", "OST", "osterholm", "Ostra", "Österholm", "オステルホルム", "Osterholm (city)", "Oster'"]
    files = {
        "cities15000.json": {"1": city | {"alternatenames": names}, "2": city | {"population": 99_999, "alternatenames": []}},
        "countries.json": {"SE": {"iso": "SE", "capital": "Stockholm", "population": 10_000_000}},
        "us_states.json": {"WY": {"name": "Wyoming"}},
    }
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    assert build.build(tmp_path, tmp_path / "one.gz") == build.build(tmp_path, tmp_path / "two.gz") == 3 + len(build.REGIONS)
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    rows = [line.split("\t") for line in gzip.decompress((tmp_path / "one.gz").read_bytes()).decode().splitlines()]
    by_key = {row[0]: row[1:] for row in rows}
    assert by_key["city:1"] == ["Osterholm", "SE", "200000", "Osterholm|Österholm|Остерхольм|オステルホルム"]
    assert "Ruotsi@fi" in by_key["country:SE"][3].split("|")


def test_what_ships_is_small() -> None:
    file = Path(build.__file__).parents[2] / "data" / "places" / "places.tsv.gz"
    assert file.stat().st_size < 2_000_000
