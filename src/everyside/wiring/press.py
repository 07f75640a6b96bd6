"""Which newsroom is read: the live registry, the made-up demo, or only what the operator adds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from everyside import knowledge
from everyside.demo.press import DemoPress
from everyside.ports import Request
from everyside.records.errors import SettingsError
from everyside.records.ids import feed_id
from everyside.records.outlet import Feed, Outlet, Rating
from everyside.settings import Settings
from everyside.storage import feeds, notes, outlets
from everyside.wiring.house import House, lock_file

NO_NETWORK = {"dns-error", "connection-error", "timeout", "robots-unreachable", "forbidden-address"}
PROBES = 8
PROBE_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The press to read, the settings to read it with, and the words for the terminal."""

    press: str
    settings: Settings
    said: str
    demo: DemoPress | None = None


def choose(settings: Settings) -> Choice:
    """Follow ``collect.press``; with ``auto`` the live registry where the network answers, else the demo."""
    press = settings.collect.press
    if press == "auto":
        press = "live" if network_answers(settings) else "demo"
        if press == "demo":
            return _demo(settings, "The network does not answer, so this is the built-in demo: a made-up newsroom, all fiction.")
    if press == "demo":
        return _demo(settings, "This is the built-in demo: a made-up newsroom, all fiction.")
    return Choice(press, settings, "Reading the outlets of the registry." if press == "live" else "Reading the feeds you added.")


def network_answers(settings: Settings) -> bool:
    """Whether any of a few outlets of the registry can be reached."""
    from everyside.adapters import registry

    hasty = replace(settings, collect=replace(settings.collect, timeout_s=PROBE_SECONDS))
    fetcher = registry.make("fetcher", hasty, robots=None)
    try:
        homes = [outlet.homepage for outlet in registered() if outlet.homepage]
        spread = homes[:: max(1, len(homes) // PROBES)][:PROBES]
        answers = fetcher.fetch(Request(key=home, url=home, max_bytes=1 << 20) for home in spread)
        return any(answer.outcome not in NO_NETWORK for answer in answers)
    finally:
        fetcher.close()


def registered() -> list[Outlet]:
    """The outlets shipped and the operator's own in ``outlets/`` beside the settings."""
    own = Path("outlets")
    return knowledge.load_outlets(own=own if own.is_dir() else None)


def fill(house: House, choice: Choice) -> None:
    """Put the chosen press's outlets, ratings and feeds into the database; what is there keeps its state."""
    known: list[Outlet] = []
    ratings: list[Rating] = []
    if choice.demo:
        known, ratings = list(choice.demo.outlets), list(choice.demo.ratings)
    else:  # who an outlet is, is known also where only the operator's own feeds are read
        known = registered()
    read = [] if choice.press == "none" else known
    addresses = [Feed(id=feed_id(url), url=url, outlet_id=outlet.id) for outlet in read for url in outlet.feeds]
    with house.database.write() as tx:
        before = notes.read(tx, "press")
        if choice.press == "none" and before == "demo":
            return  # a database of fiction gets no real outlets
        if "demo" in (before, choice.press) and before not in ("", choice.press):
            raise SettingsError(f"this database holds the {before} press; fiction and news do not mix: name another in storage.url")
        notes.write(tx, "press", choice.press, house.now())
        outlets.save(tx, known)
        outlets.save_ratings(tx, ratings)
        feeds.add(tx, addresses)


def _demo(settings: Settings, said: str) -> Choice:
    """The demo runs on a database of its own that starts empty, so that its news is always fresh."""
    from datetime import UTC, datetime

    url = settings.storage.url
    if not url.startswith("sqlite:///"):
        raise SettingsError('the demo newsroom runs on SQLite only; set storage.url = "sqlite:///demo.db"')
    file = Path(url.removeprefix("sqlite:///"))
    demo_file = file.with_name(f"{file.stem}-demo{file.suffix or '.db'}")
    lock_file(Path(f"{demo_file}.lock")).close()  # or the one that works on it would lose it under its feet
    for leftover in (demo_file, *(Path(f"{demo_file}{end}") for end in ("-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
    demo = DemoPress(datetime.now(UTC))
    demo.start()
    own = replace(
        settings,
        storage=replace(settings.storage, url=f"sqlite:///{demo_file}"),
        collect=replace(settings.collect, proxy=demo.proxy_url, delay_s=0.0),
    )
    return Choice("demo", own, said, demo)
