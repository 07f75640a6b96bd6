"""Commands that only look: stories, story, doctor, settings."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from everyside import __version__
from everyside.commands import opening, side_by_side
from everyside.interface.messages import count
from everyside.knowledge import packs, registry
from everyside.pages import changes, front_page, story_page
from everyside.pages.why import Why
from everyside.records.account import Account, Contrast, Written
from everyside.records.errors import StorageError
from everyside.records.ids import StoryId
from everyside.settings import KEYS, SECRET
from everyside.stages.assess import explaining
from everyside.stages.assess import step as assess
from everyside.storage import accounts, housekeeping, ledger, links, reading, stories, summaries, tags
from everyside.storage import coverages as coverage_store
from everyside.storage.database import Tx
from everyside.wiring import press
from everyside.wiring.house import House

DIFFERS = 1
NO_SUCH_STORY = 4
LOW_DISK_BYTES = 200 << 20
PROBLEMS_SHOWN = 20
PASSWORD = re.compile(r"(://[^/@:]*:)[^/@]*@")


def list_stories(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many.")] = 20,
    language: Annotated[str, typer.Option(help="Only stories with articles in this language, e.g. de.")] = "",
) -> None:
    """List the stories of the front page, one a line: id, outlets, independent texts, headline."""
    with opening.house(context) as house, house.database.read() as tx:
        shown = 0
        number = 1
        while shown < limit:
            page = front_page.build(
                tx,
                site=house.settings.site.name,
                now=house.now(),
                min_articles=house.settings.site.min_articles,
                language=language,
                page=number,
            )
            if page is None or not page.stories:
                break
            for card in page.stories[: limit - shown]:
                id = card.path.rstrip("/").rpartition("-")[2]
                typer.echo(f"{id:<14}{card.outlets:>4} outlets {card.independent_texts:>4} texts  {card.headline}")
                shown += 1
            number += 1
        if not shown:
            typer.echo("No stories yet. `everyside up` collects and groups articles.")


def show_story(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="A story's id, as `everyside stories` lists it, or its address.")],
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
    why: Annotated[bool, typer.Option("--why", help="For each article, why it is in the story.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Recompute each number of its coverage; exit code 1 if one differs.")
    ] = False,
    since: Annotated[
        str,
        typer.Option(metavar="TIME", help="Only what changed since: hour, day, week, or a time such as 2026-11-22T10:00 (UTC)."),
    ] = "",
) -> None:
    """Show one story: headline, bullets with their evidence, what reports differ on, who reports it, before and after."""
    wanted = StoryId(id.rstrip("/").rpartition("/")[2].rpartition("-")[2])
    with opening.house(context) as house, house.database.read() as tx:
        living = stories.resolve(tx, wanted)
        page = story_page.build(tx, living, site=house.settings.site.name, now=house.now()) if living else None
        if living is None or page is None or isinstance(page, story_page.Missing):
            typer.echo(f"everyside: there is no story {wanted}; `everyside stories` lists them", err=True)
            raise typer.Exit(NO_SUCH_STORY)
        if explain:
            _explain(tx, living)
            return
        if since:
            _changes(tx, living, since, house.now())
            return
        if as_json:
            typer.echo(json.dumps(_as_data(tx, living, why), ensure_ascii=False, indent=1))
            return
        typer.echo(f"{page.headline}\n  (headline of {page.headline_outlet})")
        if page.chips:
            typer.echo("  " + " · ".join(chip.name for chip in page.chips))
        typer.echo("")
        for bullet in page.bullets:
            typer.echo(f"• {bullet.text}")
            for citation in bullet.citations:
                typer.echo(f"    {citation.outlet}: “{citation.quote}”")
            typer.echo(f"    {bullet.status}, independent texts: {bullet.independent_texts}\n")
        for line in side_by_side.lines(tx, living):
            typer.echo(line)
        coverage = coverage_store.get(tx, [living]).get(living)
        if coverage:
            by = coverage.by_outlet
            typer.echo(
                f"{coverage.articles} articles, {coverage.outlets} outlets, {coverage.independent_texts} independent texts, "
                f"{len(coverage.languages.raw)} languages, {len([c for c in coverage.countries.raw if c])} known countries"
            )
            typer.echo(f"left {by.left:g} · center {by.center:g} · right {by.right:g} · unrated {by.unrated:g} (outlets)")
            for spot in coverage.blindspots:
                typer.echo(f"blindspot: {spot.kind} {spot.missing}".rstrip())
            for flag in coverage.flags:
                typer.echo(f"flag: {flag}")
        chain = page.follow_ups
        for heading, linked in (("before this", chain.before), ("after this", chain.after), ("related", chain.related)):
            for each in linked:
                articles = count(each.articles, "%(num)s article", "%(num)s articles")
                typer.echo(f"{heading}: {each.id}  {each.first:%Y-%m-%d}  {articles}  {each.headline}")
        for group in page.articles:
            for row in (group.lead, *group.copies) if why else (group.lead,):
                typer.echo(f"  {row.outlet}: {row.title}\n    {row.url}")
                for line in _reasons(page.why[row.id]) if why and row.id in page.why else ():
                    typer.echo(f"      {line}")


def _explain(tx: Tx, id: StoryId) -> None:
    coverage = coverage_store.get(tx, [id]).get(id)
    if coverage is None:
        typer.echo("everyside: it is not counted yet; `everyside work` does so", err=True)
        raise typer.Exit(DIFFERS)
    story, carried, known, about = assess.gather(tx, [id])[0]
    if coverage.fingerprint != story.fingerprint:
        typer.echo("Its articles have changed since it was counted; `everyside work` counts it anew.", err=True)
    told = explaining.explain(coverage, carried, known, about)
    for line in explaining.lines(told):
        typer.echo(line)
    if told.differing:
        raise typer.Exit(DIFFERS)


def _changes(tx: Tx, id: StoryId, asked: str, now: datetime) -> None:
    moment = changes.since(asked, now)
    if moment is None:
        raise typer.BadParameter("say hour, day, week, or a time that has passed, such as 2026-11-22T10:00", param_hint="--since")
    found = changes.changes(tx, id, moment, now)
    for line in side_by_side.changed(found) if found else ():
        typer.echo(line)


def _reasons(reason: Why) -> Iterator[str]:
    if reason.corrected:
        yield f"put here by {reason.corrected.by} on {reason.corrected.at:%Y-%m-%d}: {reason.corrected.why}"
    elif not reason.score:
        yield "put here by a person"
    if reason.score:
        yield f"likeness to the story {reason.score} of 1"
    for near in reason.closest:
        yield f"close to {near.outlet}: {near.title}" + (f" ({near.score})" if near.score else "")
    if reason.shared:
        yield "both tell of " + ", ".join(reason.shared)
    if reason.apart:
        yield f"published {reason.apart} apart"


def _as_data(tx: Any, id: StoryId, why: bool) -> dict[str, Any]:
    import msgspec

    told: dict[str, Any] = {
        "summary": summaries.get(tx, [id]).get(id),
        "account": accounts.get(tx, Account, [id]).get(id),
        "contrast": accounts.get(tx, Contrast, [id]).get(id),
        "written": accounts.get(tx, Written, [id]).get(id),
        "coverage": coverage_store.get(tx, [id]).get(id),
        "labels": tags.labels_of(tx, [id]).get(id, []),
        "links": links.of(tx, id),
    }
    if why:
        told["members"] = stories.members_of(tx, [id]).get(id, [])
    data: dict[str, Any] = msgspec.to_builtins(told)
    return data


def doctor(context: typer.Context, items: Annotated[int, typer.Option(help="How many failed items to list.")] = 10) -> None:
    """Check that everything is in place, and list what was set aside. Exit code 1 when something needs a hand."""
    faults = 0
    for good, said in _checks(context):
        typer.echo(f"{'ok  ' if good else 'LOOK'} {said}")
        faults += not good
    try:
        with opening.house(context) as house:
            _state(house, items)
    except StorageError:
        pass  # said above
    if faults:
        raise typer.Exit(1)


def _checks(context: typer.Context) -> Iterator[tuple[bool, str]]:
    settings = opening.settings_of(context)
    yield True, f"everyside {__version__}"
    try:
        with opening.house(context) as house:
            house.database.check()
            size = housekeeping.size(house.database)
            yield True, f"database {house.database.url.render_as_string(hide_password=True)}, {size / 1e6:,.1f} MB"
            if house.database.url.get_backend_name() == "sqlite":
                free = shutil.disk_usage(Path(str(house.database.url.database)).resolve().parent).free
                yield (
                    free > LOW_DISK_BYTES,
                    f"{free / 1e9:,.1f} GB free beside it" + ("" if free > LOW_DISK_BYTES else ": make room"),
                )
            try:
                embedder = house.embedder
                yield len(embedder.embed(["a", "b"])) == 2, f"embedder {embedder.id}, {embedder.dimensions} dimensions"
            except Exception as error:  # whatever a part does on its first call, the operator is told
                yield False, f"embedder {settings.parts.embedder}: {error}"
    except StorageError as error:
        yield False, f"database: {error}"
    who = registry.load(press.OWN)
    wrong = [*who.problems, *packs.problems(press.OWN / packs.OWN, who.outlets)]
    for problem in wrong[:PROBLEMS_SHOWN]:
        yield False, problem
    if len(wrong) > PROBLEMS_SHOWN:
        yield False, f"and {len(wrong) - PROBLEMS_SHOWN:,} more; `everyside outlets check` lists them"
    if not wrong:
        yield True, f"files are sound: {len(who.outlets):,} outlets, {len(who.owners):,} owners, {len(who.spectra)} spectra"


def _state(house: House, items: int) -> None:
    with house.database.read() as tx:
        totals = reading.totals(tx)
        typer.echo(f"     {totals.outlets} outlets, {totals.feeds} feeds, {totals.articles:,} articles, {totals.stories:,} stories")
        for step, outcomes in ledger.counts(tx).items():
            typer.echo(f"     {step}: " + ", ".join(f"{outcome} {number:,}" for outcome, number in outcomes.items()))
        number, failing = reading.failing_feeds(tx, limit=items)
        failures = ledger.failures(tx, limit=items)
        where = reading.addresses(tx, [failure.item for failure in failures])
    if number:
        typer.echo(f"     {number} feeds failed when last asked:")
        for feed in failing:
            typer.echo(f"       {feed.url} ({feed.failures} times in a row)")
    if failures:
        typer.echo("     last failed items:")
        for failure in failures:
            again = f", again at {failure.retry_at:%Y-%m-%d %H:%M} UTC" if failure.retry_at else ", set aside"
            typer.echo(f"       {failure.step}: {where.get(failure.item, failure.item)}: {failure.outcome} {failure.detail}{again}")


def show_settings(context: typer.Context) -> None:
    """Show every setting: its value now, its default, and what it does."""
    settings = opening.settings_of(context)
    for section, key, default, help in KEYS:
        value = getattr(getattr(settings, section), key)
        if key in SECRET and value:
            value = "***"
        if isinstance(value, str):
            value = PASSWORD.sub(r"\1***@", value)
        mark = "" if value == default else f"   (default {default!r})"
        typer.echo(f"{section}.{key} = {value!r}{mark}\n    {help}\n    EVERYSIDE_{section.upper()}__{key.upper()}")


list_stories.__name__ = "stories"
show_story.__name__ = "story"
show_settings.__name__ = "settings"
COMMANDS: Sequence[Callable[..., Any]] = (list_stories, show_story, doctor, show_settings)
