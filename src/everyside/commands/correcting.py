"""Commands by which people put stories right: correct move, merge, split, pin, undo, list, export, check."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from everyside.commands import opening
from everyside.evaluation import lines
from everyside.pages.addresses import story_id_in
from everyside.records.correction import Constraints, Correction, standing
from everyside.records.errors import EverysideError, Permanent
from everyside.records.ids import ArticleId, StoryId, article_id, entry_id
from everyside.stages.collect import urls
from everyside.storage import articles, correcting, corrections, entries, stories
from everyside.storage.database import Tx
from everyside.wiring.house import House

NO_SUCH_STORY = 4
NOT_OBEYED = 1
LONGEST = 500  # characters of a reason: pages show it in a line or two
SHOWN = 10  # articles named one by one
EXCERPT = 500  # characters of an article's text in a test case

app = typer.Typer(help="Put stories right by hand; what you say here is kept when articles are grouped anew.", no_args_is_help=True)
Context = typer.Context
Articles = Annotated[list[str], typer.Argument(help="Ids or addresses of articles.", metavar="ARTICLE", show_default=False)]
Why = Annotated[str, typer.Option("--why", help="The reason, for the log.", show_default=False)]
By = Annotated[
    str,
    typer.Option("--by", help="Who says so, as readers will see it; default the name you are logged in with.", show_default=False),
]


@app.command()
def move(
    context: Context,
    given: Articles,
    to: Annotated[str, typer.Option("--to", help="Id or address of the story they belong in.", show_default=False)],
    why: Why,
    by: By = "",
) -> None:
    """Move articles into another story."""
    with _changing(context) as (house, tx):
        made = correcting.move(tx, _articles(tx, given), _story(tx, to), by=_who(by), why=_line(why, "--why"), now=house.now())
        for each in made:
            _tell(tx, each)


@app.command()
def merge(
    context: Context,
    given: Annotated[list[str], typer.Argument(help="Ids or addresses of stories; the first keeps its id.", metavar="STORY")],
    why: Why,
    by: By = "",
) -> None:
    """Make several stories one, under the id of the first."""
    with _changing(context) as (house, tx):
        into, *others = [_story(tx, each) for each in given]
        _tell(tx, correcting.merge(tx, into, others, by=_who(by), why=_line(why, "--why"), now=house.now()))


@app.command()
def split(context: Context, given: Articles, why: Why, by: By = "") -> None:
    """Make articles of one story a story of their own."""
    with _changing(context) as (house, tx):
        _tell(tx, correcting.split(tx, _articles(tx, given), by=_who(by), why=_line(why, "--why"), now=house.now()))


@app.command()
def pin(context: Context, given: Articles, why: Why, by: By = "") -> None:
    """Hold articles in the stories they are in now."""
    with _changing(context) as (house, tx):
        for each in correcting.pin(tx, _articles(tx, given), by=_who(by), why=_line(why, "--why"), now=house.now()):
            _tell(tx, each)


@app.command()
def undo(
    context: Context,
    number: Annotated[int, typer.Argument(help="The correction's number, as `everyside correct list` shows it.")],
    why: Why,
    by: By = "",
) -> None:
    """Undo a correction: put its articles back, and let grouping decide again."""
    with _changing(context) as (house, tx):
        undone = correcting.undo(tx, number, by=_who(by), why=_line(why, "--why"), now=house.now())
        typer.echo(f"correction {number} ({undone.correction.action}) no longer counts")
        titles = _titles(tx, [*undone.back, *undone.stay])
        _say_each(f"  back in {undone.back[id]}  {titles[id]}" for id in undone.back)
        _say_each(f"  stays, by another correction  {titles[id]}" for id in undone.stay)
        checked, _ = _checked(tx, corrections.in_force(tx))
        if any(broken.together or broken.apart for _, _, broken in checked):
            typer.echo("  not every correction in force is obeyed now; `everyside correct check` says which and how")


@app.command("list")
def list_corrections(
    context: Context,
    story: Annotated[
        str, typer.Argument(help="Only what concerns this story (id or address).", metavar="[STORY]", show_default=False)
    ] = "",
) -> None:
    """List corrections in the order they were made: number, day, action, who, why."""
    with opening.house(context) as house, house.database.read() as tx:
        found = corrections.log(tx, _story(tx, story) if story else None)
        if not found:
            typer.echo("No corrections.")
        titles = _titles(tx, [id for each in found for id in each.articles[:SHOWN]])
        for each in found:
            typer.echo(f"{each.id:>5}  {each.at:%Y-%m-%d}  {each.action:<5}  {each.by}: {each.why}")
            if each.undone_at:
                typer.echo(f"       undone {each.undone_at:%Y-%m-%d} by {each.undone_by}: {each.undone_why}")
            _say_each(f"       {id}  {titles.get(id, '')}" for id in each.articles)


@app.command()
def export(
    context: Context, out: Annotated[Path, typer.Option("--out", help="Where to, as JSON lines.", show_default=False)]
) -> None:
    """Write every correction in force as a test case: the articles, and which pairs belong together and apart."""
    with opening.house(context) as house, house.database.read() as tx:
        number = lines.write(out, _cases(tx))
    typer.echo(f"{number:,} corrections written to {out}")


@app.command()
def check(context: Context) -> None:
    """Check that the stories as they stand obey every correction in force; exit code 1 where one does not."""
    with opening.house(context) as house, house.database.read() as tx:
        checked, now = _checked(tx, corrections.in_force(tx))
        for correction, rules, broken in checked:
            typer.echo(_verdict(correction, rules, broken, now))
    failed = sum(bool(broken.together or broken.apart) for _, _, broken in checked)
    typer.echo(f"{len(checked):,} corrections in force, {failed:,} not obeyed")
    if failed:
        raise typer.Exit(NOT_OBEYED)


@contextmanager
def _changing(context: Context) -> Iterator[tuple[House, Tx]]:
    with opening.house(context) as house, house.database.write() as tx:
        yield house, tx


def _cases(tx: Tx) -> Iterator[dict[str, Any]]:
    found = corrections.in_force(tx)
    rules = standing(found)
    for each in found:
        pairs = rules[each.id]
        named = sorted({id for pair in (*pairs.together, *pairs.apart) for id in pair})
        if not named:  # later ones took it back
            continue
        known = articles.get(tx, named)
        yield {
            "correction": each.id,
            "action": each.action,
            "who": each.by,
            "why": each.why,
            "together": pairs.together,
            "apart": pairs.apart,
            "articles": [
                {
                    "id": article.id,
                    "title": article.title,
                    "text": article.text[:EXCERPT],
                    "lang": article.language,
                    "published": article.published.isoformat(),
                    "url": article.url,
                }
                for article in (known[id] for id in named if id in known)
            ],
        }


def _checked(
    tx: Tx, found: Sequence[Correction]
) -> tuple[list[tuple[Correction, Constraints, Constraints]], dict[ArticleId, StoryId]]:
    """Each correction with what of it stands and what of that is not obeyed; and the story of every article they name."""
    rules = standing(found)
    now = stories.memberships(tx, {id for each in found for id in (*each.articles, *each.anchors, *each.strangers)})
    return [(each, rules[each.id], rules[each.id].broken(now)) for each in found], now


def _verdict(correction: Correction, rules: Constraints, broken: Constraints, now: dict[ArticleId, StoryId]) -> str:
    what = f"correction {correction.id} ({correction.action}, {correction.by})"
    if not rules.together and not rules.apart:
        return f"ok    {what}: later corrections took it back"
    said = [f"{a} is in {now[a]} and {b} in {now[b]}, not in one story" for a, b in broken.together]
    said += [f"{a} and {b} are both in {now[a]}" for a, b in broken.apart]
    if not said:
        return f"ok    {what}"
    return "\n      ".join([f"LOOK  {what}", *said[:SHOWN], *([f"… and {len(said) - SHOWN:,} more"] if len(said) > SHOWN else [])])


def _tell(tx: Tx, correction: Correction) -> None:
    """What a correction did, and which earlier ones it overrules."""
    typer.echo(f"correction {correction.id} ({correction.action}) by {correction.by}: {correction.why}")
    now = stories.memberships(tx, {*correction.before, *correction.articles})
    titles = _titles(tx, now)
    moved = [id for id in correction.before if now[id] != correction.before[id]]
    _say_each(f"  {correction.before[id]} → {now[id]}  {titles[id]}" for id in moved)
    _say_each(f"  held in {now[id]}  {titles[id]}" for id in correction.articles if id not in moved and id in correction.before)
    every = corrections.in_force(tx)
    earlier = standing([each for each in every if each.id < correction.id])
    overruled = [id for id, rules in standing(every).items() if id in earlier and rules != earlier[id]]
    if overruled:
        typer.echo(f"  overrules what contradicts it in correction {', '.join(map(str, overruled))}")


def _say_each(said: Iterable[str]) -> None:
    every = list(said)
    for line in every[:SHOWN]:
        typer.echo(line)
    if len(every) > SHOWN:
        typer.echo(f"  … and {len(every) - SHOWN:,} more")


def _titles(tx: Tx, ids: Iterable[ArticleId]) -> dict[ArticleId, str]:
    return {id: article.title[:100] or article.url for id, article in articles.get(tx, ids).items()}


def _articles(tx: Tx, given: Sequence[str]) -> list[ArticleId]:
    """The articles behind ids and addresses.

    Raises:
        EverysideError: one of them is not known.
    """
    found = []
    for word in given:
        id = _at(tx, word) if "://" in word else ArticleId(word)
        if not id or not articles.known(tx, [id]):
            raise EverysideError(f"there is no article {word[:200]}; give its id, or its address as the story page links it")
        found.append(id)
    return found


def _at(tx: Tx, address: str) -> ArticleId | None:
    """The article of an address: its own, or one under which a feed announced it."""
    try:
        url = urls.canonical_url(address)
    except Permanent as error:
        raise EverysideError(f"{address[:200]} is no address of an article: {error}") from error
    entry = entry_id(urls.identity(url))
    return article_id(url) if articles.known(tx, [article_id(url)]) else entries.linked(tx, [entry]).get(entry)


def _story(tx: Tx, given: str) -> StoryId:
    """The living story behind an id or an address; one that was merged away is followed."""
    wanted = story_id_in(given.rstrip("/").rpartition("/")[2][-220:])
    living = stories.resolve(tx, wanted) if wanted else None
    if living is None:
        typer.echo(f"everyside: there is no story {given[:200]}; `everyside stories` lists them", err=True)
        raise typer.Exit(NO_SUCH_STORY)
    return living


def _who(given: str) -> str:
    if given:
        return _line(given, "--by")
    try:
        return _line(getpass.getuser(), "--by")
    except (OSError, KeyError, ImportError) as error:  # a container's user may have no name
        raise EverysideError("nobody knows who you are; say so with --by NAME") from error


def _line(given: str, option: str) -> str:
    """One line of readable text.

    Raises:
        EverysideError: it is empty, too long, or holds characters that do not print.
    """
    text = " ".join(given.split())
    if not text:
        raise EverysideError(f"{option} is empty; write a few words")
    if len(text) > LONGEST or not text.isprintable():
        raise EverysideError(f"{option} must be at most {LONGEST} printable characters")
    return text
