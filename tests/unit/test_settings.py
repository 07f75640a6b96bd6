from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from everyside.records.errors import SettingsError
from everyside.settings import KEYS, Settings, load


def written(folder: Path, text: str) -> Path:
    file = folder / "everyside.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refused(text: str, folder: Path, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(written(folder, text), environment)
    return str(caught.value)


def test_nothing_given_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None, {}) == Settings()


def test_a_file_named_everyside_toml_is_found_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, '[site]\nname = "Nachrichten"\n')
    monkeypatch.chdir(tmp_path)
    assert load(None, {}).site.name == "Nachrichten"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "[site]\nport = 1\nmin_articles = 3\n")
    settings = load(file, {"EVERYSIDE_SITE__PORT": "2", "UNRELATED": "x"})
    assert (settings.site.port, settings.site.min_articles) == (2, 3)


def test_each_kind_of_value_is_read_from_file_and_environment(tmp_path: Path) -> None:
    text = '[collect]\nsitemaps = false\nconcurrency = 8\ndelay_s = 1\nallowed_networks = ["10.1.0.0/16", " 10.2.0.0/16 ", ""]\n'
    environment = {
        "EVERYSIDE_COLLECT__SITEMAPS": "No",
        "EVERYSIDE_COLLECT__CONCURRENCY": " 8 ",
        "EVERYSIDE_COLLECT__DELAY_S": "1e0",
        "EVERYSIDE_COLLECT__ALLOWED_NETWORKS": "10.1.0.0/16, 10.2.0.0/16,",
    }
    from_file = load(written(tmp_path, text), {}).collect
    assert from_file == load(written(tmp_path, ""), environment).collect
    assert (from_file.sitemaps, from_file.concurrency, from_file.delay_s) == (False, 8, 1.0)
    assert from_file.allowed_networks == ("10.1.0.0/16", "10.2.0.0/16")


def test_a_typing_mistake_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    assert refused("[colect]\n", tmp_path) == "unknown section [colect]; did you mean collect?"
    assert "did you mean delay_s?" in refused("[collect]\ndelays = 1\n", tmp_path)
    assert "known are" in refused("[collect]\nxyzzy = 1\n", tmp_path)
    assert "did you mean port?" in refused("", tmp_path, EVERYSIDE_SITE__PROT="1")
    assert "unknown section" in refused("", tmp_path, EVERYSIDE_SIDE__PORT="1")
    assert "two underscores" in refused("", tmp_path, EVERYSIDE_PORT="1")


def test_what_development_keeps_in_the_environment_is_no_setting(tmp_path: Path) -> None:
    names = ("EVERYSIDE_EVAL_DATA", "EVERYSIDE_NEWSROOM", "EVERYSIDE_CHROMIUM")
    assert load(written(tmp_path, ""), dict.fromkeys(names, "/x")) == Settings()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[site]\nport = true\n", "site.port must be a whole number, not True"),
        ("[site]\nport = 80.5\n", "site.port must be a whole number, not 80.5"),
        ('[site]\nport = "http"\n', "site.port must be a whole number"),
        ("[site]\nport = 65536\n", "site.port"),
        ("[site]\nname = 5\n", "site.name must be a text in quotes"),
        ('[site]\noperator = "maybe"\n', "site.operator"),
        ("[collect]\ntimeout_s = nan\n", "collect.timeout_s must be a number, not nan"),
        ("[collect]\nmax_interval_s = inf\n", "collect.max_interval_s must be a number, not inf"),
        ("[collect]\nmax_interval_s = 1e18\n", "collect.max_interval_s must be at most"),
        ("[collect]\nmax_age_days = 1e9\n", "collect.max_age_days must be at most 36,500"),
        ("[work]\nwindow_days = 1e300\n", "work.window_days must be at most"),
        ("[collect]\ntimeout_s = 0\n", "collect.timeout_s must be above 0"),
        ("[collect]\ndelay_s = -1\n", "collect.delay_s must not be below 0"),
        ("[collect]\nmin_interval_s = 10\nmax_interval_s = 5\n", "collect.min_interval_s"),
        ("[collect]\nconcurrency = 0\n", "collect.concurrency"),
        ('[collect]\nsitemaps = "perhaps"\n', "collect.sitemaps must be true or false"),
        ("[collect]\nallowed_networks = 5\n", "collect.allowed_networks must be a list of texts"),
        ('[collect]\nallowed_networks = ["10.0.0.1/8"]\n', "write e.g. 10.1.0.0/16"),
        ('[collect]\npress = "paper"\n', "collect.press must be auto, live, demo or none"),
        ('[collect]\nproxy = "127.0.0.1:80"\n', "collect.proxy must start with http://"),
        ("[work]\npage_seconds = 0\n", "work.page_seconds"),
        ("port = 80\n", "port stands outside a section"),
        ("[site\n", "is not TOML"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    assert named in refused(text, tmp_path)


def test_a_wrong_value_from_the_environment_is_named_as_it_is_written_there(tmp_path: Path) -> None:
    assert refused("", tmp_path, EVERYSIDE_SITE__PORT="x").startswith("EVERYSIDE_SITE__PORT must be a whole number")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot read .*nowhere\.toml"):
        load(tmp_path / "nowhere.toml", {})
    (tmp_path / "latin.toml").write_bytes(b'[site]\nname = "\xe9"\n')
    with pytest.raises(SettingsError, match="cannot read"):
        load(tmp_path / "latin.toml", {})


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().site.port = 1  # type: ignore[misc]


def test_every_setting_has_a_sentence_of_help() -> None:
    assert [key for _, key, _, help in KEYS if len(help.split()) < 3] == []
