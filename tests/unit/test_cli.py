"""The command as an operator types it: exit codes, messages, and what each command prints."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import click
import pytest
import typer

from everyside import cli
from everyside.demo.press import DemoPress
from everyside.records.errors import StorageError
from everyside.settings import CollectSettings, Settings, StorageSettings
from everyside.storage import articles, copies, coverages, ledger, outlets, stories, summaries
from everyside.storage.database import Database
from everyside.wiring import press
from everyside.wiring.engine import Engine
from everyside.wiring.house import House
from tests import makers

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    """An empty folder to be in, with a migrated database and without foreign settings."""
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    (tmp_path / "everyside.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVERYSIDE_PARTS__EMBEDDER", "plain")
    return tmp_path


@pytest.fixture
def run(here: Path, call_everyside: Run) -> Run:
    return call_everyside


@pytest.fixture
def database(here: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{here / 'everyside.db'}")
    yield opened
    opened.close()


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands(typer.main.get_command(cli.app)))  # type: ignore[arg-type]


# Help


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_the_help_of_every_command_teaches_with_a_sentence(run: Run, path: tuple[str, ...]) -> None:
    code, said, _ = run(*path, "--help")
    about = (ALL[path].help or "").strip()
    assert code == 0
    assert " ".join(about.split()) in " ".join(said.split())
    assert about.endswith((".", "}")) or path[0] == "eval"
    assert len(about.split()) >= 4
    assert all(getattr(each, "help", None) for each in ALL[path].params if not isinstance(each, click.Argument))


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    _, said, complained = run()
    assert "everyside up" in said + complained


def test_the_version_is_told(run: Run) -> None:
    assert run("--version")[1].startswith("everyside 0.")


# Exit codes


def test_an_unknown_command_is_2(run: Run) -> None:
    assert run("storys")[0] == 2


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
@pytest.mark.parametrize("command", ["serve", "up"])
def test_an_impossible_port_is_2(run: Run, command: str, port: str) -> None:
    code, _, complained = run(command, "--port", port)
    assert (code, "--port" in complained) == (2, True)


def test_an_unknown_setting_is_2_and_the_nearest_one_is_named(run: Run, here: Path) -> None:
    (here / "everyside.toml").write_text('[collect]\nuser_agnet = "x"\n')
    code, _, complained = run("stories")
    assert (code, complained) == (2, "everyside: unknown setting collect.user_agnet; did you mean user_agent?\n")


def test_a_settings_file_that_is_not_there_is_2(run: Run) -> None:
    code, _, complained = run("--config", "nowhere.toml", "stories")
    assert (code, "nowhere.toml" in complained) == (2, True)


def test_an_unknown_part_is_2(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYSIDE_PARTS__EMBEDDER", "plian")
    code, _, complained = run("work")
    assert (code, "did you mean plain?" in complained) == (2, True)


@pytest.mark.parametrize("command", [("stories",), ("story", "x"), ("feeds", "list"), ("work",), ("serve",)], ids=" ".join)
def test_an_unreadable_database_is_3(run: Run, here: Path, command: tuple[str, ...]) -> None:
    (here / "everyside.db").write_bytes(b"no database at all" * 1000)
    code, said, complained = run(*command)
    assert (code, said) == (3, "")
    assert "is not an SQLite database" in complained
    assert "Traceback" not in complained


def test_a_database_in_a_folder_that_is_not_there_is_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYSIDE_STORAGE__URL", "sqlite:///nowhere/at/all.db")
    assert run("stories")[0] == 3


def test_a_second_worker_on_a_file_is_3_and_told_who_has_it(run: Run, here: Path) -> None:
    with (here / "everyside.db.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4242")
        lock.flush()
        code, _, complained = run("work")
    assert (code, "process 4242 already works on everyside.db" in complained) == (3, True)


@pytest.mark.parametrize("id", ["000000000000", "", "/", "; DROP TABLE stories", "\udcff", "a-b-" * 1000])
def test_an_unknown_story_is_4(run: Run, id: str) -> None:
    code, _, complained = run("story", id)
    assert (code, "there is no story" in complained) == (4, True)


def test_a_bug_is_70_with_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("everyside.commands.opening.settings_of", lambda context: 1 / 0)
    code, _, complained = run("settings")
    assert (code, "ZeroDivisionError" in complained) == (70, True)


# Feeds


def test_feeds_make_the_round_trip(run: Run, here: Path) -> None:
    given = ["https://a.example/feed.xml", "https://b.example/news-sitemap.xml"]
    assert run("feeds", "add", *given)[:2] == (0, "2 feeds added, 0 known already\n")
    assert run("feeds", "export", "mine.opml")[0] == 0
    assert run("feeds", "export")[1].encode() == (here / "mine.opml").read_bytes()
    (here / "everyside.db").unlink()
    assert run("feeds", "import", "mine.opml")[:2] == (0, "2 feeds added, 0 known already\n")
    assert run("feeds", "import", "mine.opml")[:2] == (0, "0 feeds added, 2 known already\n")
    listed = [line.split("\t") for line in run("feeds", "list")[1].splitlines()]
    assert [(url, kind, state) for url, kind, state in listed] == [(given[0], "feed", "due"), (given[1], "sitemap", "due")]


def test_addresses_that_are_none_are_named_and_the_others_added(run: Run) -> None:
    code, said, complained = run("feeds", "add", "https://a.example/feed.xml", "javascript:alert(1)")
    assert (code, said) == (1, "1 feeds added, 0 known already\n")
    assert complained.startswith("left out: javascript:alert(1)")


OPML = '<opml version="2.0"><body><outline xmlUrl="https://a.example/feed"/></body></opml>'


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + OPML.encode(),
        b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\r\n' + OPML.encode(),
        OPML.encode("utf-16"),
        b"\n  " + OPML.encode(),
        b"# mine\r\n\r\nhttps://a.example/feed\r\n",
        b"\xef\xbb\xbfhttps://a.example/feed",
    ],
    ids=["opml-with-mark", "xml-with-mark", "utf-16", "space-before", "list-with-comment", "list-with-mark"],
)
def test_lists_are_imported_however_they_were_saved(run: Run, here: Path, body: bytes) -> None:
    (here / "list").write_bytes(body)
    assert run("feeds", "import", "list")[:2] == (0, "1 feeds added, 0 known already\n")


def test_files_that_cannot_be_read_or_written_are_named(run: Run) -> None:
    assert run("feeds", "import", "nowhere.opml")[0::2] == (
        1,
        "everyside: cannot read nowhere.opml: No such file or directory\n",
    )
    assert run("feeds", "export", "nowhere/x.opml")[0::2] == (
        1,
        "everyside: cannot write nowhere/x.opml: No such file or directory\n",
    )


# Looking


@pytest.fixture
def told(database: Database) -> str:
    """A story of two articles; its id."""
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1), makers.outlet(2)])
        articles.save(tx, [makers.article(1), makers.article(2, outlet_id=makers.outlet_name(2))])
        stories.save(tx, [makers.story(1, articles=2, last_published=makers.NOW)])
        stories.save_members(tx, [makers.membership(1), makers.membership(2)])
        copies.save(tx, [makers.copy_membership(1), makers.copy_membership(2)])
        summaries.save(tx, [makers.summary(1)])
        coverages.save(tx, [makers.coverage(1)])
        stories.save(tx, [makers.story(3, articles=0, merged_into=makers.story_key(1))])
    return makers.story_key(1)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("everyside.wiring.house.House.__init__.__defaults__", (lambda: makers.NOW,))


def test_without_stories_the_list_says_what_to_do(run: Run) -> None:
    assert run("stories")[:2] == (0, "No stories yet. `everyside up` collects and groups articles.\n")


def test_stories_are_listed_by_id_and_can_be_looked_at(run: Run, told: str) -> None:
    code, said, _ = run("stories")
    assert (code, said.split()[0]) == (0, told)
    code, said, _ = run("story", told)
    assert code == 0
    assert "Bridge 1 opens" in said
    assert "“Bridge 1 was opened to traffic on Monday.”" in said


@pytest.mark.parametrize("spelling", ["{}", "http://127.0.0.1:8000/story/bridge-1-opens-{}", "/story/bridge-1-opens-{}/"])
def test_a_story_as_json_has_headline_bullets_with_citations_and_counts(run: Run, told: str, spelling: str) -> None:
    code, said, _ = run("story", spelling.format(told), "--json")
    data = json.loads(said)
    assert code == 0
    assert data["summary"]["bullets"][0]["citations"][0]["quote"] == "Bridge 1 was opened to traffic on Monday."
    assert data["coverage"]["axes"]["bias"]["by_outlet"]["unrated"] == 1


def test_a_merged_story_is_found_under_its_old_id(run: Run, told: str) -> None:
    assert json.loads(run("story", makers.story_key(3), "--json")[1])["summary"]["story_id"] == told


def test_doctor_finds_nothing_to_do_in_a_sound_house(run: Run, told: str) -> None:
    code, said, _ = run("doctor")
    assert code == 0
    assert "LOOK" not in said
    assert "embedder plain-1, 512 dimensions" in said
    assert "2 articles" in said


def test_doctor_names_what_is_wrong_and_ends_with_1(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYSIDE_PARTS__EMBEDDER", "nowhere.at_all:make")
    code, said, _ = run("doctor")
    assert (code, "LOOK embedder nowhere.at_all:make" in said) == (1, True)
    (here / "everyside.db").write_bytes(b"no database at all" * 1000)
    code, said, complained = run("doctor")
    assert (code, "LOOK database: " in said, complained) == (1, True, "")


def test_settings_show_value_default_help_and_name(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYSIDE_COLLECT__DELAY_S", "2")
    code, said, _ = run("settings")
    assert code == 0
    assert "collect.delay_s = 2.0   (default 0.5)\n    seconds between" in said
    assert "EVERYSIDE_COLLECT__DELAY_S" in said


def test_settings_do_not_show_passwords(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYSIDE_STORAGE__URL", "postgresql+psycopg://me:s3cret@db.example/news")
    monkeypatch.setenv("EVERYSIDE_COLLECT__PROXY", "http://me:s3cret@proxy.example:3128")
    said = run("settings")[1]
    assert "s3cret" not in said
    assert "postgresql+psycopg://me:***@db.example/news" in said


# Running


def test_work_without_anything_pending_says_so(run: Run) -> None:
    assert run("work")[:2] == (0, "Nothing was pending.\n")


def test_the_demo_cannot_be_collected_by_itself(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYSIDE_COLLECT__PRESS", "demo")
    code, _, complained = run("collect")
    assert (code, "everyside up" in complained) == (2, True)


def test_a_wrong_setting_that_shows_late_ends_up_with_2(here: Path) -> None:
    more = {"EVERYSIDE_PARTS__EMBEDDER": "e6", "EVERYSIDE_COLLECT__PRESS": "none"}
    ended = subprocess.run(
        [sys.executable, "-m", "everyside", "up", "--port", "0"], env=os.environ | more, capture_output=True, text=True, timeout=30
    )
    assert (ended.returncode, "no embedder is called 'e6'" in ended.stderr) == (2, True)
    assert "Traceback" not in ended.stderr


def test_the_engine_keeps_the_wrong_setting_for_its_caller(here: Path) -> None:
    settings = replace(Settings(), collect=CollectSettings(press="none"), storage=StorageSettings(url="sqlite:///everyside.db"))
    with House(replace(settings, parts=replace(settings.parts, embedder="e6"))) as house:
        engine = Engine(house)
        engine.start()
        assert engine.wait(10)
        engine.stop()
    assert "no embedder is called 'e6'" in str(engine.fault)


def test_a_second_demo_does_not_take_the_database_of_the_first(here: Path) -> None:
    (here / "everyside-demo.db").write_bytes(b"in use")
    with (here / "everyside-demo.db.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StorageError, match="stop it first"):
            press.choose(replace(Settings(), collect=CollectSettings(press="demo")))
    assert (here / "everyside-demo.db").read_bytes() == b"in use"


def test_retry_lets_a_step_try_again_what_it_set_aside(run: Run, database: Database) -> None:
    with database.write() as tx:
        for item, failed in (("a", True), ("b", True), ("c", False)):
            line = ledger.Line(
                item=item, outcome="timeout" if failed else "fetched", made_by="page/1", at=makers.NOW, failed=failed
            )
            ledger.record(tx, "page", [line])
    assert run("retry", "page")[:2] == (0, "2 failed items of page will be tried again\n")
    with database.read() as tx:
        assert ledger.counts(tx) == {"page": {"fetched": 1}}
    code, _, complained = run("retry", "pages")
    assert (code, "page" in complained) == (2, True)


@pytest.fixture
def quiet_site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site on loopback that announces no feed and has one at a usual address."""
    item = "<item><title>Bridge opens</title><link>http://bridge.example/a</link></item>"
    answers = {
        "/": ("text/html", "<title>Home</title>"),
        "/feed": ("application/rss+xml", f"<rss><channel>{item}</channel></rss>"),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("text/plain", ""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words: object) -> None: ...

    monkeypatch.setenv("EVERYSIDE_COLLECT__ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("EVERYSIDE_COLLECT__DELAY_S", "0")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_discover_finds_what_a_home_page_announces(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with DemoPress(makers.NOW) as demo:
        monkeypatch.setenv("EVERYSIDE_COLLECT__PROXY", demo.proxy_url)
        assert run("feeds", "discover", "http://harbour-ledger.example/")[:2] == (0, "1 feeds added, 0 known already\n")
        assert "http://harbour-ledger.example/" in run("feeds", "list")[1]


def test_discover_tries_the_usual_addresses_where_nothing_is_announced(run: Run, quiet_site: str) -> None:
    assert run("feeds", "discover", quiet_site)[::2] == (0, "")
    assert f"{quiet_site}/feed\t" in run("feeds", "list")[1]


def test_discover_says_so_where_there_is_no_feed(run: Run, quiet_site: str) -> None:
    code, _, complained = run("feeds", "discover", f"{quiet_site}/nothing")
    assert (code, "cannot be read: not-found" in complained) == (1, True)
