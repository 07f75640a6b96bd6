"""The translator with a real model: what it says, what it leaves alone, what a damaged model does, and that it fetches nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyside.adapters.translator.firefox import CHUNK, MAX_CHARACTERS, FirefoxTranslator, make
from everyside.adapters.translator.models import SUMS, Model, ModelError, models_in, routes
from everyside.records.errors import SettingsError, Transient
from everyside.settings import Settings, TranslateSettings
from tests.models import portuguese

HELLO = "O porto foi fechado na segunda-feira."


@pytest.fixture(scope="module")
def translator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirefoxTranslator]:
    folder = portuguese(tmp_path_factory.mktemp("models"), pt_en="pten", en_pt="enpt", gl_en="pten", en_nb="enpt")
    made = FirefoxTranslator(folder, workers=2)
    yield made
    made.close()


def test_it_translates_in_the_order_given(translator: FirefoxTranslator) -> None:
    texts = [f"Há {number} barcos no porto." for number in range(20, 20 + 5 * CHUNK)]
    said = translator.translate(texts, "pt", "en")
    assert all(str(number) in (each or "") for number, each in enumerate(said, 20))
    assert "boats" in (said[0] or "")


def test_every_sentence_of_a_lead_is_translated(translator: FirefoxTranslator) -> None:
    (said,) = translator.translate([f"{HELLO} O navio ardeu toda a noite. Ninguém ficou ferido."], "pt", "en")
    assert said is not None
    assert "closed" in said
    assert "night" in said
    assert said.count(".") == 3


def test_where_no_model_leads_straight_two_do_by_way_of_english(translator: FirefoxTranslator) -> None:
    assert ("gl", "pt") in translator.pairs
    (said,) = translator.translate([HELLO], "gl", "pt")
    assert said is not None
    assert "porto" in said.lower()
    assert translator.pairs["gl", "pt"].count("+") == 2
    assert ("pt", "pt") not in translator.pairs


def test_a_language_goes_by_each_of_its_names(translator: FirefoxTranslator) -> None:
    assert translator.pairs["en", "no"] == translator.pairs["en", "nb"]
    assert translator.translate(["The harbour is closed."], "en", "no")[0]


def test_a_text_too_long_is_left_alone_and_the_longest_taken_is_translated(translator: FirefoxTranslator) -> None:
    long = (HELLO + " ") * (MAX_CHARACTERS // len(HELLO + " "))
    said = translator.translate([long, "x" * (MAX_CHARACTERS + 1), "gol " * 5000, "a" * (1 << 20)], "pt", "en")
    assert said[0]
    assert said[1:] == [None, None, None]


def test_a_process_that_dies_costs_nobody_a_translation(translator: FirefoxTranslator) -> None:
    assert translator.translate([HELLO] * 4, "pt", "en")[0]
    for worker in translator._workers:
        if worker._process:
            worker._process.kill()
            worker._process.wait()
    assert all(translator.translate([HELLO] * 4, "pt", "en"))


def test_no_process_is_left_when_it_is_closed(tmp_path: Path) -> None:
    made = FirefoxTranslator(portuguese(tmp_path), workers=1)
    made.translate([HELLO], "pt", "en")
    (process,) = [worker._process for worker in made._workers]
    assert process is not None
    made.close()
    assert process.poll() is not None


def test_a_file_that_is_not_what_was_fetched_is_refused_and_named(tmp_path: Path) -> None:
    folder = portuguese(tmp_path)
    (model,) = [each for each in models_in(folder).values() if each.name == "pt-en"]
    model.write_sums()
    damaged = model.files["lex"]
    damaged.unlink()
    damaged.write_bytes(b"not a shortlist")
    made = FirefoxTranslator(folder, workers=1)
    try:
        with pytest.raises(Transient, match=f"{damaged.name} is not the file that was fetched.*models add pt"):
            made.translate([HELLO], "pt", "en")
        assert made.translate(["The harbour is closed."], "en", "pt")[0]
    finally:
        made.close()


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    folder = portuguese(tmp_path)
    file = folder / "pt-en" / next(path.name for path in (folder / "pt-en").iterdir() if path.name.startswith("model."))
    file.unlink()
    file.write_bytes(os.urandom(5000))
    made = FirefoxTranslator(folder, workers=1)
    try:
        with pytest.raises(Transient, match="cannot be used"):
            made.translate([HELLO], "pt", "en")
    finally:
        made.close()


def test_an_id_changes_with_the_files_and_only_the_pair_concerned(tmp_path: Path) -> None:
    folder = portuguese(tmp_path)
    before = FirefoxTranslator(folder).pairs
    lex = models_in(folder)["pt", "en"].files["lex"]
    lex.unlink()
    after = FirefoxTranslator(folder).pairs
    assert before["pt", "en"] != after["pt", "en"]
    assert before["en", "pt"] == after["en", "pt"]


def test_what_is_no_pair_or_incomplete_is_passed_over(tmp_path: Path) -> None:
    for name in ("pt-en", "notes", "PT-EN", "pt_en", "..en", "a-b"):
        (tmp_path / name).mkdir()
    (tmp_path / "es-en").write_text("a file")
    assert list(models_in(tmp_path)) == [("pt", "en")]
    assert routes(models_in(tmp_path)) == {}
    assert dict(FirefoxTranslator(tmp_path).pairs) == {}
    with pytest.raises(ModelError, match="lacks its model"):
        Model(source="pt", target="en", folder=tmp_path / "pt-en").read()


def test_without_a_folder_nothing_is_translated_and_nothing_is_fetched(tmp_path: Path) -> None:
    made = make(Settings(translate=TranslateSettings(models=str(tmp_path / "none"))))
    assert dict(made.pairs) == {}
    assert not (tmp_path / "none").exists()


def test_models_without_the_library_are_said_to_need_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = portuguese(tmp_path)
    monkeypatch.setattr("everyside.adapters.translator.firefox._version", lambda: "")
    with pytest.raises(SettingsError, match=r"everyside\[translate\]"):
        make(Settings(translate=TranslateSettings(models=str(folder))))
    assert make(Settings(translate=TranslateSettings(models=str(tmp_path / "none")))).pairs == {}


def test_sums_are_in_the_format_of_sha256sum(tmp_path: Path) -> None:
    model = models_in(portuguese(tmp_path))["pt", "en"]
    model.write_sums()
    lines = (model.folder / SUMS).read_text().splitlines()
    assert len(lines) == 3
    assert all(len(line.split("  ")[0]) == 64 for line in lines)
    assert set(models_in(tmp_path)["pt", "en"].read()) == {"model", "srcvocab", "trgvocab", "lex"}
