"""Which newsroom is read: the live registry, the made-up demo, or only what the operator adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from everyside.demo import newsroom
from everyside.demo.press import DemoPress
from everyside.knowledge import packs as pack_files
from everyside.knowledge import registry as press_registry
from everyside.knowledge.registry import Registry
from everyside.ports import Request
from everyside.records.errors import SettingsError
from everyside.records.ids import feed_id
from everyside.records.outlet import Feed
from everyside.records.rating import Pack, Rating
from everyside.settings import Settings
from everyside.stages.assess import step as assess
from everyside.storage import feeds, knowledge, ledger, notes, outlets, owners, ratings, spectra, stories
from everyside.storage.database import Tx
from everyside.wiring.house import House, lock_file

NO_NETWORK = {"dns-error", "connection-error", "timeout", "robots-unreachable", "forbidden-address"}
OWN = Path()  # the operator's outlets/, owners/, spectra/ and ratings/ lie beside everyside.toml
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
        homes = [outlet.homepage for outlet in registered().outlets if outlet.homepage]
        spread = homes[:: max(1, len(homes) // PROBES)][:PROBES]
        answers = fetcher.fetch(Request(key=home, url=home, max_bytes=1 << 20) for home in spread)
        return any(answer.outcome not in NO_NETWORK for answer in answers)
    finally:
        fetcher.close()


def registered() -> Registry:
    """Outlets, owners and spectra: those that ship, and the operator's own in the folders beside the settings."""
    return press_registry.load(OWN)


def known(house: House) -> Registry:
    """Who there is for the database of this house: the made-up press in one of the demo, else what is registered."""
    with house.database.read() as tx:
        demo = notes.read(tx, "press") == "demo"
    return _fiction(newsroom.read(house.now())) if demo else registered()


def _fiction(room: newsroom.Newsroom) -> Registry:
    return Registry(outlets=room.outlets, owners=room.owners, spectra=room.spectra)


def fill(house: House, choice: Choice) -> tuple[str, ...]:
    """Put the chosen press into the database: who there is, what raters say, and the feeds; what is there keeps its state.

    Returns what is wrong with the files about the press, a sentence each; it was left out.
    """
    if choice.demo:
        who, said = _fiction(choice.demo.newsroom), [choice.demo.newsroom.pack(house.now())]
    else:  # who an outlet is, is known also where only the operator's own feeds are read
        who = registered()
        said = _packs(who)
    read = [] if choice.press == "none" else who.outlets
    addresses = [Feed(id=feed_id(url), url=url, outlet_id=outlet.id) for outlet in read for url in outlet.feeds]
    with house.database.write() as tx:
        before = notes.read(tx, "press")
        if choice.press == "none" and before == "demo":
            return ()  # a database of fiction gets no real outlets
        if "demo" in (before, choice.press) and before not in ("", choice.press):
            raise SettingsError(f"this database holds the {before} press; fiction and news do not mix: name another in storage.url")
        notes.write(tx, "press", choice.press, house.now())
        _know(tx, house, who, said)
        feeds.add(tx, addresses)
    return who.problems


def renew(house: House) -> tuple[str, ...]:
    """Bring what is known of the press up to what the files say now; the feeds stay as they are. A demo keeps its fiction.

    Returns what is wrong with the files, as ``fill`` does.
    """
    with house.database.read() as tx:
        if notes.read(tx, "press") == "demo":
            return ()
    who = registered()
    said = _packs(who)
    with house.database.write() as tx:
        _know(tx, house, who, said)
    return who.problems


def _packs(who: Registry) -> list[tuple[Pack, list[Rating]]]:
    """The packs that ship and the operator's own; one of the operator's takes the place of a shipped one with its name."""
    return [*pack_files.shipped(), *pack_files.own(OWN / pack_files.OWN, who.outlets)]


def _know(tx: Tx, house: House, who: Registry, said: Sequence[tuple[Pack, Sequence[Rating]]]) -> None:
    outlets.save(tx, who.outlets)
    owners.replace(tx, who.owners)
    spectra.replace(tx, who.spectra)
    moved = outlets.adopt(tx)
    ledger.forget(tx, assess.NAME, set(stories.memberships(tx, moved).values()))
    ratings.take_in(tx, said, house.now())
    knowledge.note(tx)


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
