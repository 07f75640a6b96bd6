"""Commands that find: search, lookup."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from everyside.adapters import registry
from everyside.commands import opening
from everyside.language import asking
from everyside.pages import lookup_page, search_page
from everyside.pages.lookup_page import LookupPage, Outcome
from everyside.pages.meaning import Meaning
from everyside.records.errors import SettingsError
from everyside.stages.collect.known import Known
from everyside.stages.embed import step as embed
from everyside.wiring.house import House

NOTHING_FOUND = 1


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help='What to look for, as on the site: bridge -ferry lang:pt "to the letter".')],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=search_page.PAGE_SIZE, help="How many.")] = 10,
    newest: Annotated[bool, typer.Option("--newest", help="The newest first, not the best.")] = False,
) -> None:
    """Find stories by words and by meaning, in any language: id, outlets, headline, and a passage. Exit code 1 if there is none."""
    asked = search_page.Asked(question=" ".join(words), sort=search_page.SORTS[newest])
    with opening.house(context) as house, house.database.read() as tx:
        page = search_page.build(
            tx,
            asked,
            site=house.settings.site.name,
            now=house.now(),
            into=house.settings.translate.into,
            meaning=_meaning(house),
        )
    assert page is not None  # there is always a first page
    for note in page.notes:
        typer.echo(note, err=True)
    for story in page.stories[:limit]:
        typer.echo(f"{story.path.rpartition('-')[2].rpartition('/')[2]:<14}{story.told.text}")
        typer.echo(f"{'':<14}{story.facts}, {story.answers[0].lower()}{story.answers[1:]}")
        typer.echo(f"{'':<14}{story.best.outlet}: {''.join(piece.text for piece in story.best.passage)}\n")
    typer.echo(page.found)
    if not page.stories:
        raise typer.Exit(NOTHING_FOUND)


def lookup(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A link, or - for a piece of a text on standard input.")],
) -> None:
    """Find the story, the copies and the earliest known publication of a link or a text. Exit code 1 if it is not here."""
    text = sys.stdin.read(lookup_page.MOST_CHARACTERS + 1) if what == "-" else ""
    with opening.house(context) as house, house.database.read() as tx:
        site, now = house.settings.site.name, house.now()
        if what == "-" and not asking.is_link(text):
            page = lookup_page.by_text(tx, text.strip(), site=site, now=now, meaning=_meaning(house))
        else:
            page = lookup_page.by_link(tx, text or what, site=site, now=now, addresses=Known())
    if page.outcome in (Outcome.NOT_A_LINK, Outcome.TOO_LONG, Outcome.TOO_SHORT):
        raise SettingsError(" ".join(page.said))
    _show(page)
    if page.outcome is not Outcome.FOUND:
        raise typer.Exit(NOTHING_FOUND)


def _show(page: LookupPage) -> None:
    for sentence in page.said:
        typer.echo(sentence)
    for heading, stories in (("story", page.stories), ("close in meaning", page.nearest)):
        for story in stories:
            typer.echo(f"{heading}: {story.path.rpartition('-')[2].rpartition('/')[2]}  {story.headline}")
    for heading, carriers in (("carries it", page.carriers), ("carries a part", page.parts)):
        for each in carriers:
            how = "" if each.published_stated else " (found)"
            typer.echo(f"{heading}: {each.published:%Y-%m-%d %H:%M}{how}  {each.outlet}: {each.title}\n    {each.url}")


def _meaning(house: House) -> Meaning:
    return Meaning(lambda: registry.make("embedder", house.settings), embed.version)


COMMANDS: Sequence[Callable[..., Any]] = (search, lookup)
