"""Catalogues: nothing to say is missing, and no translation says more, or shows other markup, than its message."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from everyside.interface import formats
from everyside.interface.catalogue import ENGLISH, Languages
from everyside.interface.messages import N_, _, count, listed, speak
from everyside.publish.web.rendering import environment
from everyside.records.errors import SettingsError
from tests import messages

PLACE = re.compile(r"%\((\w+)\)s|%%")
TAG = re.compile(r"<[^>]*>")
AT = datetime(2026, 11, 23, 12, 17, tzinfo=UTC)


def both() -> list[tuple[str, str, str]]:
    """Language, message and translation; each form of a plural on its own."""
    found = []
    for file in messages.languages():
        for each in messages.read(file):
            if each.id:
                ids, strings = [part if isinstance(part, (tuple, list)) else (part,) for part in (each.id, each.string)]
                found += [(file.stem, ids[min(at, len(ids) - 1)], said) for at, said in enumerate(strings)]
    return found


def test_the_catalogues_hold_what_is_said_and_nothing_else() -> None:
    """If this fails: ./dev messages, then translate what it left empty."""
    expected = {str(each.id) for each in messages.extracted() if each.id}
    for file in (messages.TEMPLATE, *messages.languages()):
        with file.open("rb") as stream:
            assert {str(each.id) for each in read_po(stream) if each.id} == expected, file.name


def test_there_is_another_language_than_english_and_it_is_whole() -> None:
    assert messages.languages()
    missing = [(language, message) for language, message, said in both() if not said.strip()]
    assert not missing


def test_a_translation_has_the_places_and_the_tags_of_its_message() -> None:
    for language, message, said in both():
        assert sorted(TAG.findall(said)) == sorted(TAG.findall(message)), (language, message)
        places = set(PLACE.findall(message)) | {"num"}  # one of something may be said without a figure
        assert set(PLACE.findall(said)) <= places, (language, message)
        assert set(PLACE.findall(message)) <= set(PLACE.findall(said)) | {"num"}, (language, message)
        assert "%" not in PLACE.sub("", said), (language, message)


def test_templates_hold_no_words_outside_messages() -> None:
    """But for the pages whose words are English and said to be: the operator's, the rules as they are published, and /design."""
    jinja = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    folder = messages.SOURCE / "publish" / "web" / "templates"
    for file in sorted(folder.rglob("*.html")):
        if file.name in ("design.html", "operator.html", "methodology.html"):
            continue
        text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        data = "\ufffc".join(value if kind == "data" else "" for _, kind, value in jinja.lex(text))
        shown = re.sub(r"<code>.*?</code>|&\w+;", "", re.sub(r"<!doctype html>", "", data), flags=re.DOTALL)
        words = [word for piece in re.sub(r"<[^>]*>", "\n", shown).split("\n") for word in re.findall(r"[^\W\d_]{2,}", piece)]
        words += re.findall(r'(?:placeholder|aria-label|title|alt)="([A-Za-z][^"\ufffc]*)"', data)
        assert not [word for word in words if word not in UNSAID], file.name


UNSAID = {"RSS", "Atom", "JSON", "Feed", "UTC", "URL", "CSV", "lang", "dir", "auto"}  # names of formats; attributes made by a macro


def test_a_message_is_said_in_the_language_that_is_spoken(tmp_path: Path) -> None:
    (tmp_path / "de.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=n!=1;\\n"\n'
        'msgid "by %(who)s"\nmsgstr "von %(who)s"\n'
        'msgid "%(num)s text"\nmsgid_plural "%(num)s texts"\nmsgstr[0] "ein Text"\nmsgstr[1] "%(num)s Texte"\n',
        encoding="utf-8",
    )
    languages = Languages(tmp_path)
    speak(languages.words("de"))
    try:
        assert _("by %(who)s", who="A") == "von A"
        assert [count(n, "%(num)s text", "%(num)s texts") for n in (1, 4237)] == ["ein Text", "4.237 Texte"]
        assert _("never translated") == "never translated"
        assert formats.number(2.5, 1) == "2,5"
        assert listed(["A", "B", "C"]) == "A, B und C"
        shown = environment().from_string("{% trans who=who %}by {{ who }}{% endtrans %}")
        assert shown.render(who="<b>") == "von &lt;b&gt;"
    finally:
        speak(ENGLISH)
    assert _("by %(who)s", who="A") == "by A"
    assert N_("marked") == "marked"


def test_english_is_written_as_ever() -> None:
    assert formats.day(AT) == "Monday, 23 November 2026"
    assert formats.moment(AT) == "23 November 2026, 12:17 UTC"
    assert formats.stamp(AT) == "23 November, 12:17"
    assert [formats.ago(AT - timedelta(minutes=m), AT) for m in (0, 5, 180, 60 * 96)] == [
        "just now",
        "5 min ago",
        "3 h ago",
        "4 days ago",
    ]
    assert [formats.number(4237), formats.number(2.25, 1)] == ["4,237", "2.2"]
    assert count(1, "%(num)s article", "%(num)s articles") == "1 article"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr, en;q=0.5, de;q=0.4", "en"),
        ("xx, de;q=0.1", "de"),
        ("de;q=0, en", "en"),
        ("", "en"),
        ("*", "en"),
        ("de;q=9;;,\x00", "en"),
    ],
)
def test_the_browser_asks_for_a_language(accepted: str, language: str) -> None:
    assert Languages().best(accepted).language == language


@given(st.text(max_size=300))
def test_whatever_a_browser_asks_for_there_is_a_language(accepted: str) -> None:
    assert Languages().best(accepted).language in Languages().codes


def test_a_file_that_is_no_catalogue_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no folder"):
        Languages(tmp_path / "none")
    (tmp_path / "xq.po").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"xq\.po is no catalogue"):
        Languages(tmp_path)
    (tmp_path / "xq.po").rename(tmp_path / "fr.po")
    (tmp_path / "fr.po").write_text('msgid "a"\nmsgid "b"', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"fr\.po is no catalogue"):
        Languages(tmp_path)
