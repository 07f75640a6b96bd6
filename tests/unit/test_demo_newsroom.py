"""The made-up press as data: large enough, written apart, and every mistake in it is found."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from everyside.demo.newsroom import Piece, problems, read
from everyside.records.article import Kind
from everyside.records.errors import SettingsError

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
ROOM = read(NOW)


def test_the_demo_data_have_no_problem() -> None:
    assert problems() == []


def test_the_press_is_as_large_as_promised() -> None:
    assert len(ROOM.papers) >= 30
    assert len({paper.language for paper in ROOM.papers.values()}) >= 6
    assert len({piece.story for piece in ROOM.pieces}) >= 8
    assert len(ROOM.pieces) >= 120
    assert {piece.paper.id for piece in ROOM.pieces} == set(ROOM.papers), "every outlet has something to say"
    copies = Counter(piece.story for piece in ROOM.pieces if piece.carried_from)
    assert len(copies) == len({piece.story for piece in ROOM.pieces}), "every story has agency copies"
    for story in copies:
        told = [piece for piece in ROOM.pieces if piece.story == story]
        assert len({piece.paper.language for piece in told}) >= 4, story
        assert len({piece.paper.id for piece in told}) >= 10, story
        assert any(piece.kind is Kind.OPINION for piece in told), story


def grams(piece: Piece) -> set[str]:
    """Word 5-grams of the text; character 10-grams for Japanese, about as long in meaning."""
    text = " ".join(piece.paragraphs).lower()
    if piece.paper.language == "ja":
        text = re.sub(r"\W", "", text)
        return {text[i : i + 10] for i in range(len(text) - 9)}
    words = re.findall(r"\w+", text)
    return {" ".join(words[i : i + 5]) for i in range(len(words) - 4)}


def test_texts_are_written_apart_and_only_carried_ones_are_alike() -> None:
    made = {piece.url: grams(piece) for piece in ROOM.pieces}
    for number, one in enumerate(ROOM.pieces):
        for other in ROOM.pieces[number + 1 :]:
            same_origin = (one.carried_from or one.paper) == (other.carried_from or other.paper)
            carried = one.story == other.story and same_origin and (one.carried_from or other.carried_from)
            if carried or one.paper.language != other.paper.language:
                continue
            shared = len(made[one.url] & made[other.url]) / min(len(made[one.url]), len(made[other.url]))
            assert shared < 0.3, (one.url, other.url, shared)


def test_a_carried_text_is_nearly_all_the_agencys() -> None:
    for copy in (piece for piece in ROOM.pieces if piece.carried_from):
        best = max(
            len(grams(copy) & grams(each)) / len(grams(copy))
            for each in ROOM.pieces
            if each.story == copy.story and each.paper == copy.carried_from and not each.carried_from
        )
        assert best > 0.8, copy.url


def test_a_carried_text_names_its_agency_where_papers_name_them() -> None:
    copies = [piece for piece in ROOM.pieces if piece.carried_from]
    ways = Counter(
        "byline" if agency.name in piece.authors else "dateline" if f"({agency.name}) –" in piece.paragraphs[0] else "last line"
        for piece in copies
        if (agency := piece.carried_from)
        and (agency.name in piece.authors or agency.name in piece.paragraphs[0] or agency.name in piece.paragraphs[-1])
    )
    assert ways.total() == len(copies)
    assert set(ways) == {"byline", "dateline", "last line"}


def test_times_lie_in_the_last_two_days_and_never_ahead() -> None:
    for piece in ROOM.pieces:
        assert NOW - timedelta(hours=41) <= piece.published <= NOW, piece.url
    assert [piece.published for piece in ROOM.pieces] == sorted((piece.published for piece in ROOM.pieces), reverse=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The demo's data in a folder that a test may spoil."""
    source = files("everyside.demo")
    shutil.copy(str(source / "outlets.toml"), tmp_path)
    shutil.copytree(str(source / "stories"), tmp_path / "stories")
    return tmp_path


STORY = """
event = "A test."
place = "XA"
age_hours = 3.25
[[article]]
key = "a"
outlet = "kestrel-wire"
path = "/a"
minutes = 0
title = "A"
text = "One.\\n\\nTwo."
[[article]]
key = "b"
outlet = "harbour-ledger"
path = "/b"
minutes = 10
carries = "a"
keep = 1
title = "B"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('outlet = "kestrel-wire"', 'outlet = "the-nowhere"', "not an id"),
        ('key = "b"', 'key = "a"', "used twice"),
        ('path = "/b"\n', 'path = "/feed.xml"\n', "not a path"),
        ('path = "/b"\n', 'path = "b c"\n', "not a path"),
        ("minutes = 10", "minutes = 600", "future"),
        ("minutes = 0", "minutes = 20", "not yet written"),
        ('carries = "a"', 'carries = "z"', "no article"),
        ('carries = "a"', 'carries = "b"', "no article"),
        ('outlet = "harbour-ledger"', 'outlet = "la-vigie"', "another language"),
        ("keep = 1", "keep = 3", "2 paragraphs"),
        ("keep = 1", 'keep = 1\ntext = "mine"', "no text of its own"),
        ('title = "A"', 'title = ""', "title is missing"),
        ('title = "A"', 'title = "A"\nmood = "glad"', "mood is not a known key"),
        ("minutes = 0", 'minutes = 0\nkind = "essay"', "kind must be"),
        ('place = "XA"', 'place = "FR"', "one of the countries"),
        ("age_hours = 3.25", "age_hours = 90", "between 2 and 40"),
    ],
)
def test_a_mistake_in_a_story_is_found(copy: Path, old: str, new: str, said: str) -> None:
    (copy / "stories" / "a-test.toml").write_text(STORY, encoding="utf-8")
    assert problems(copy) == []
    (copy / "stories" / "a-test.toml").write_text(STORY.replace(old, new, 1), encoding="utf-8")
    assert any(each.startswith("a-test") and said in each for each in problems(copy)), problems(copy)
    with pytest.raises(SettingsError, match="a-test"):
        read(NOW, copy)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('owner = "quay-trust"', 'owner = "nobody"', "'nobody' is no owner"),
        ('parent = "familia-albaran"', 'parent = "nobody"', "'nobody' is no owner"),
        ('kind = "telecom"', 'kind = "oligarch"', "kind or scope"),
        ('scope = "local"', 'scope = "near"', "kind or scope"),
        ("alto-separatist-unionist = 2", "alto-separatist-unionist = 4", "from -3 to 3"),
        ("alto-separatist-unionist = 2", "no-such-scale = 2", "the scales besides bias"),
        ('name = "Left–right (fiction)"', 'name = "Left–right"', "must end in (fiction)"),
        ('countries = ["XE"]', 'countries = ["PT"]', "countries be of this world"),
        ('id = "quay-trust"', 'id = "merrow-family"', "an owner's id is used twice"),
    ],
)
def test_a_mistake_in_the_world_is_found(copy: Path, old: str, new: str, said: str) -> None:
    text = (copy / "outlets.toml").read_text(encoding="utf-8")
    assert old in text
    (copy / "outlets.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(said in each for each in problems(copy)), problems(copy)


def test_an_address_given_twice_and_broken_toml_are_found(copy: Path) -> None:
    (copy / "stories" / "a-test.toml").write_text(STORY, encoding="utf-8")
    (copy / "stories" / "b-test.toml").write_text(STORY.replace("3.25", "4.25"), encoding="utf-8")
    assert any("has the path /a already" in each for each in problems(copy))
    (copy / "stories" / "b-test.toml").write_text("= nothing", encoding="utf-8")
    assert any("cannot be read" in each for each in problems(copy))


def test_a_carried_text_keeps_the_top_and_either_dateline_or_signature(copy: Path) -> None:
    (copy / "stories" / "a-test.toml").write_text(
        STORY
        + STORY[STORY.rindex("[[article]]") :].replace('"b"', '"c"').replace("/b", "/c").replace("harbour-ledger", "commonweal")
        + 'ending = "With Kestrel Wire."\n',
        encoding="utf-8",
    )
    made = {piece.key: piece.paragraphs for piece in read(NOW, copy).pieces if piece.story == "a-test"}
    assert made["a"] == ("VALMERE (Kestrel Wire) – One.", "Two.")
    assert made["b"] == ("VALMERE (Kestrel Wire) – One.",)
    assert made["c"] == ("One.", "With Kestrel Wire.")


def test_the_countries_are_none_that_exist() -> None:
    countries = tomllib.loads((files("everyside.demo") / "outlets.toml").read_text(encoding="utf-8"))["countries"]
    assert all(re.fullmatch(r"X[A-Z]", code) for code in countries), "XA…XZ are user-assigned in ISO 3166-1"


def test_reading_is_the_same_every_time() -> None:
    assert read(NOW).pieces == ROOM.pieces
    later = read(NOW + timedelta(hours=5)).pieces
    assert {piece.published for piece in later} == {piece.published + timedelta(hours=5) for piece in ROOM.pieces}
