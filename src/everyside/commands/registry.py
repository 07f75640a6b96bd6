"""Commands about who is read: outlets list, show, check, owners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from everyside.commands import opening
from everyside.knowledge import registry
from everyside.knowledge.outlets import outlet_of
from everyside.knowledge.registry import Registry
from everyside.records.errors import EverysideError, SettingsError
from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, chain
from everyside.records.rating import FACTUALITY, Combined, Spectrum, factuality_of
from everyside.storage import outlets, ratings
from everyside.wiring import press

PROBLEMS = 1
app = typer.Typer(help="Who is read: outlets, their owners, and whether the files about them are sound.", no_args_is_help=True)


@app.command("list")
def list_outlets(
    context: typer.Context,
    country: Annotated[str, typer.Option(help="Only outlets of this country, e.g. GB.")] = "",
    language: Annotated[str, typer.Option(help="Only outlets in this language, e.g. de.")] = "",
    owner: Annotated[str, typer.Option(help="Only outlets this owner holds, itself or through others; an id.")] = "",
    unknown: Annotated[bool, typer.Option("--unknown", help="Instead: those only met in links, most articles first.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="With --unknown: how many.")] = 50,
) -> None:
    """List outlets, one a line: id, country, languages, medium, reach, name, last known owner."""
    with opening.house(context) as house:
        if unknown:
            with house.database.read() as tx:
                met = outlets.provisional(tx, limit)
            for outlet, articles in met:
                typer.echo(f"{articles:>6} articles  {outlet.id}")
            if not met:
                typer.echo("Every outlet that has articles here is a known one.")
            return
        who = press.known(house)
    owners = {each.id: each for each in who.owners}
    if owner and owner not in owners:
        raise EverysideError(f"there is no owner {owner!r}; `everyside outlets owners` lists them")
    number = 0
    for outlet in sorted(who.outlets, key=lambda each: (each.country, each.id)):
        behind = chain(outlet.owner, owners)
        if country and outlet.country != country.upper() or language and language.lower() not in outlet.languages:
            continue
        if owner and owner not in {each.id for each in behind}:
            continue
        number += 1
        last = f"  ({behind[-1].name})" if behind else ""
        languages = ",".join(outlet.languages) or "–"
        typer.echo(
            f"{outlet.id:<32} {outlet.country or '–':<2} {languages:<8} {outlet.medium:<11} {outlet.scope:<13} {outlet.name}{last}"
        )
    if not number:
        typer.echo("No outlet is like that.")


@app.command()
def show(
    context: typer.Context,
    outlet: Annotated[str, typer.Argument(metavar="OUTLET|DOMAIN", help="An outlet's id, or an address or domain of it.")],
) -> None:
    """Show what is known of one outlet, where each fact is from, who owns it, and what its ratings come to."""
    with opening.house(context) as house:
        who = press.known(house)
        with house.database.read() as tx:
            found = _find(outlet, who, outlets.domains(tx))
            shown = {each.id: each for each in who.outlets}.get(found) or outlets.get(tx, [found]).get(found)
            if shown is None:
                raise EverysideError(f"there is no outlet {outlet!r}; `everyside outlets list` lists them")
            stored = bool(outlets.get(tx, [found]))
            standing = ratings.standings(tx, [found]).get(found, {})
    for line in _facts(shown, {each.id: each for each in who.owners}):
        typer.echo(line)
    for line in _ratings(standing, {each.id: each for each in who.spectra}):
        typer.echo(line)
    if not stored:
        typer.echo("  not in the database yet: `everyside collect` or `everyside up` puts it there, and its ratings count then")
    elif standing:
        typer.echo(f"  every part of this: everyside ratings explain {shown.id}")


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder with outlets/, owners/ or spectra/ in it; default this one. What ships is checked with it."),
    ] = None,
) -> None:
    """Check the files about outlets, owners and spectra. Exit code 1 when something is wrong."""
    if folder is not None and not any((folder / name).is_dir() for name in registry.FOLDERS):
        raise SettingsError(f"{folder} holds none of the folders {', '.join(f'{name}/' for name in registry.FOLDERS)}")
    who = registry.load(folder or press.OWN)
    for problem in who.problems:
        typer.echo(f"LOOK {problem}")
    for hint in who.hints:
        typer.echo(f"hint {hint}")
    countries = {each.country for each in who.outlets if each.country}
    languages = {language for each in who.outlets for language in each.languages}
    typer.echo(
        f"{len(who.outlets):,} outlets of {len(countries)} countries in {len(languages)} languages, "
        f"{len(who.owners):,} owners, {len(who.spectra)} spectra; {len(who.problems):,} problems"
    )
    if who.problems:
        raise typer.Exit(PROBLEMS)


@app.command()
def owners(context: typer.Context) -> None:
    """Show owners as a tree: under each the owners and the outlets it holds."""
    with opening.house(context) as house:
        who = press.known(house)
    for line in tree(who):
        typer.echo(line)
    if not who.owners:
        typer.echo("No owner is known.")


def tree(who: Registry) -> Iterator[str]:
    """A line for each owner and each owned outlet, indented under what it belongs to; every owner once, also in a circle."""
    known = {owner.id: owner for owner in who.owners}
    held: dict[OwnerId | None, list[Owner]] = defaultdict(list)
    for owner in sorted(who.owners, key=lambda each: (each.name.casefold(), each.id)):
        held[owner.parent if owner.parent in known else None].append(owner)
    papers: dict[OwnerId | None, list[Outlet]] = defaultdict(list)
    for outlet in sorted(who.outlets, key=lambda each: (each.name.casefold(), each.id)):
        papers[outlet.owner].append(outlet)
    seen: set[OwnerId] = set()
    for start in (*held[None], *known.values()):  # those left after the roots stand in a circle
        waiting = [(start, 0)]
        while waiting:
            owner, depth = waiting.pop()
            if owner.id in seen:
                continue
            seen.add(owner.id)
            yield f"{'  ' * min(depth, 20)}{_named(owner)}"
            yield from (f"{'  ' * min(depth + 1, 21)}· {each.name} ({each.id})" for each in papers[owner.id])
            waiting += [(each, depth + 1) for each in reversed(held[owner.id])]


def _find(asked: str, who: Registry, stored: Mapping[str, OutletId]) -> OutletId:
    """The id itself, or whose the domain or address is."""
    if any(outlet.id == asked for outlet in who.outlets):
        return OutletId(asked)
    host = asked.partition("://")[2] or asked
    host = host.split("/")[0].rpartition("@")[2].partition(":")[0].lower()
    domains = {**stored, **{domain: each.id for each in who.outlets for domain in each.domains}}
    return outlet_of(host, domains) or OutletId(asked)


def _facts(outlet: Outlet, owners: Mapping[OwnerId, Owner]) -> Iterator[str]:
    yield f"{outlet.name} ({outlet.id})" + (" – made up" if outlet.fiction else "")
    if outlet.provisional:
        yield "  only met in links: nobody has described it (docs/how-to/add-an-outlet.md)"
    yield f"  domains: {', '.join(outlet.domains)}"
    yield f"  country: {outlet.country or 'unknown'}; languages: {', '.join(outlet.languages) or 'unknown'}"
    yield f"  medium: {outlet.medium}; reach: {outlet.scope}"
    marks = {"news agency": outlet.agency, "run by a state": outlet.state, "public service": outlet.public_service}
    for mark in (words for words, true in marks.items() if true):
        yield f"  {mark}{_source(outlet.facts_source)}"
    behind = chain(outlet.owner, owners)
    if not behind:
        yield "  owner: not known"
    for number, owner in enumerate(behind):
        source = outlet.owner_source if number == 0 else behind[number - 1].source
        kind = f"{_source(owner.source)}" if owner.kind != "unknown" else ""
        yield f"  {'owner' if number == 0 else 'owned by'}: {_named(owner)}{kind}" + (
            f"\n    that it owns this: {source}" if source else ""
        )
    if outlet.homepage:
        yield f"  homepage: {outlet.homepage}"
    yield from (f"  feed: {feed}" for feed in outlet.feeds)


def _ratings(standing: Mapping[str, Combined], spectra: Mapping[str, Spectrum]) -> Iterator[str]:
    if not standing:
        yield "  ratings: none"
    for axis, combined in sorted(standing.items()):
        raters = ", ".join(dict.fromkeys(part.rater for part in combined.counted))
        if axis == FACTUALITY:
            said = f"{factuality_of(combined.value)} ({combined.value:.2g} of 1 to 5)"
        else:
            side = spectra[axis].label(combined.side) if axis in spectra else combined.side
            said = f"{side} ({combined.value:+.2g} of −3 to 3)"
        disagree = "; they disagree" if combined.disagree else ""
        yield f"  {axis}: {said}, by {raters}{disagree}"


def _named(owner: Owner) -> str:
    kind = "" if owner.kind == "unknown" else f", {owner.kind}"
    return f"{owner.name} ({owner.id}){kind}{f', {owner.country}' if owner.country else ''}"


def _source(source: str) -> str:
    return f" [{source}]" if source else ""
