"""Commands that run the pipeline or the site: up, collect, work, serve."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, Any

import typer

from everyside.commands import opening
from everyside.interface.messages import count
from everyside.pages.progress import Progress
from everyside.records.errors import EverysideError, SettingsError, StorageError
from everyside.runner.loop import Worker, drain, run_once
from everyside.settings import Settings
from everyside.storage import feeds, ledger
from everyside.wiring import press
from everyside.wiring.engine import Engine
from everyside.wiring.house import House
from everyside.wiring.site import Site

BUG = 70


def up(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port of the site; default as in the settings.")] = None,
) -> None:
    """Do everything in one process: collect, group, summarize and serve the site, until Ctrl-C."""
    opening.quiet_log()
    choice = press.choose(opening.settings_of(context))
    typer.echo(choice.said)
    with House(choice.settings) as house:
        house.migrate()
        house.take_charge()
        _warn(press.fill(house, choice))
        engine = Engine(house)
        site = Site(house, engine.first_round, port)
        site.start()
        typer.echo(f"Open {site.address}")
        typer.echo("Ctrl-C ends it.")
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        engine.start()
        try:
            _show(engine, stop)
            while not stop.is_set() and not engine.wait(0.5):
                pass
        finally:
            engine.stop()
            site.stop()
            if choice.demo:
                choice.demo.close()
    if isinstance(engine.fault, EverysideError):
        raise engine.fault
    if engine.fault:
        raise typer.Exit(BUG)


def _show(engine: Engine, stop: threading.Event) -> None:
    """A bar in the terminal until the first round is over."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(BarColumn(24), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=False) as bar:
        task = bar.add_task("Starting", total=None)
        while not engine.settled and not stop.is_set():
            with suppress(StorageError):  # a lock that passes; the engine says so if it does not
                state: Progress = engine.progress()
                bar.update(task, description=state.line, completed=state.done, total=state.total or None)
            if engine.wait(0.5):
                return
        if engine.settled:
            with suppress(StorageError):
                state = engine.progress()
                articles = count(state.articles, "%(num)s article", "%(num)s articles")
                done = f"First round done · {articles} · {count(state.stories, '%(num)s story', '%(num)s stories')}"
                bar.update(task, description=done, completed=1, total=1)


def collect(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Ask every feed now, also those not due yet.")] = False,
    pages: Annotated[bool, typer.Option(help="Also fetch the pages of entries that carry no full text.")] = True,
) -> None:
    """Ask the feeds that are due, once, and fetch the pages of what is new."""
    with opening.house(context, alone=True) as house:
        _fill(house)
        if everything:
            with house.database.write() as tx:
                feeds.make_due(tx)
        with _Counted() as counted:
            worker = house.worker(saved=counted.saved)
            _until_quiet(house.poll_feeds(), worker)
            if pages:
                _until_quiet(house.fetch_pages(), worker)
        _report(counted.outcomes)


def work(context: typer.Context) -> None:
    """Do all pending work that needs no network: extract, find copies, embed, cluster, summarize, count."""
    with opening.house(context, alone=True) as house:
        _warn(press.renew(house))
        with _Counted() as counted:
            drain(house.think(), house.worker(saved=counted.saved))
            house.tidy()
    _report(counted.outcomes)


def retry(
    context: typer.Context, step: Annotated[str, typer.Argument(help="A step's name as `everyside doctor` lists it, e.g. page.")]
) -> None:
    """Let a step try again what it has set aside, e.g. after a repair; `collect` and `work` then do it."""
    with opening.house(context, alone=True) as house, house.database.write() as tx:
        counts = ledger.counts(tx)
        if step not in counts:
            raise SettingsError(f"no step called {step!r} has done anything yet; these have: {', '.join(counts) or 'none'}")
        number = ledger.forget_failures(tx, step)
    typer.echo(f"{number:,} failed items of {step} will be tried again")


def serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; default as in the settings.")] = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many answer; no more than there are cores.")] = 1,
) -> None:
    """Serve the site only; another process may collect and work."""
    with opening.house(context) as house:
        site = Site(house, lambda: None, port)
        typer.echo(f"Open {site.address}")
        if processes == 1:
            site.run()
        else:
            site.run_in(processes)


COMMANDS: Sequence[Callable[..., Any]] = (up, collect, work, retry, serve)


def _fill(house: House) -> None:
    """Give the database what is known of the press, and the registry's feeds unless the operator reads only what they add."""
    settings: Settings = house.settings
    if settings.collect.press == "demo":
        raise SettingsError("the demo newsroom only lives inside `everyside up`; use that, or set collect.press to live or none")
    with house.database.read() as tx:
        empty = feeds.count(tx) == 0
    chosen = "live" if settings.collect.press == "auto" and empty else settings.collect.press
    _warn(press.renew(house) if chosen == "auto" else press.fill(house, press.Choice(chosen, settings, "")))


def _warn(problems: Sequence[str]) -> None:
    """What is wrong with an operator's file about an outlet must not stop the news, nor stay unsaid."""
    if problems:
        more = f" (and {len(problems) - 1:,} more; `everyside outlets check` lists them)" if len(problems) > 1 else ""
        typer.echo(f"Left out: {problems[0]}{more}", err=True)


def _until_quiet(step: Any, worker: Worker) -> None:
    while run_once(step, worker):
        pass


class _Counted:
    """A spinner with running counts; knows them afterwards."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        self.outcomes: dict[str, Counter[str]] = {}
        self._bar = Bar(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=Console(stderr=True), transient=True
        )
        self._task = self._bar.add_task("Starting", total=None)

    def saved(self, step: str, outcomes: Counter[str]) -> None:
        self.outcomes.setdefault(step, Counter()).update(outcomes)
        line = " · ".join(f"{name} {sum(counted.values()):,}" for name, counted in self.outcomes.items())
        self._bar.update(self._task, description=line)

    def __enter__(self) -> _Counted:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()


def _report(outcomes: dict[str, Counter[str]]) -> None:
    if not outcomes:
        typer.echo("Nothing was pending.")
    for step, counted in outcomes.items():
        typer.echo(f"{step}: " + ", ".join(f"{outcome} {number:,}" for outcome, number in counted.most_common()))
