"""The command ``everyside writer``: which model writes, what it took, how it went, and a try on a made-up story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from everyside.commands import opening
from everyside.records.errors import Failure
from everyside.records.ids import ArticleId, StoryId
from everyside.records.story import Bullet, Citation, Summary
from everyside.stages.write import core, prompt
from everyside.stages.write.step import NAME, day_of
from everyside.storage import ledger, spending
from everyside.wiring.house import House

PROBLEMS = 1
DAYS = 7
FAILURES = 5
FICTION = (  # fiction: no such town, ship, outlet or people
    ("left", "The ferry Amberline ran aground near Port Sillow on Tuesday, and 214 passengers were taken off."),
    ("center", "A ferry with 214 passengers ran aground near Port Sillow on Tuesday; nobody was hurt, the coast guard said."),
    ("center", "The coast guard said nobody was hurt when the ferry Amberline ran aground near Port Sillow on Tuesday."),
    ("right", "The ferry Amberline was inspected in March, the port authority of Port Sillow said on Tuesday."),
    ("left", "Dockers warned of cuts to the pilot service before the ferry Amberline ran aground near Port Sillow."),
    ("right", "Former port director Ilse Marwick called for an inquiry after the ferry ran aground near Port Sillow."),
)


def show_writer(
    context: typer.Context,
    ask: Annotated[bool, typer.Option("--try", help="Ask it about a made-up story and print what passes the check.")] = False,
) -> None:
    """Show which model writes, what it took, and how it went; --try asks it about a made-up story."""
    with opening.house(context) as house:
        settings = house.settings.write
        if not house.writer.model:
            typer.echo('No model writes. Set parts.writer = "openai", write.url and write.model (docs/how-to/write.md).')
            if ask:
                raise typer.Exit(PROBLEMS)
            return
        key = "with a key" if settings.key else "without a key"
        typer.echo(f"{house.writer.model} at {settings.url or house.settings.parts.writer}, {key}")
        with house.database.read() as tx:
            today = spending.of_day(tx, day_of(house.now()))
            days = spending.newest(tx, DAYS)
            outcomes = ledger.counts(tx).get(NAME, {})
            failures = ledger.failures(tx, limit=FAILURES, step=NAME)
        budget = [
            f"{today.tokens:,} of {settings.budget_tokens_day:,} tokens"
            if settings.budget_tokens_day
            else f"{today.tokens:,} tokens"
        ]
        if settings.price_in or settings.price_out:
            budget.append(
                f"{today.cost:.4f}" + (f" of {settings.budget_cost_day:g}" if settings.budget_cost_day else "") + " in cost"
            )
        typer.echo(f"today: {today.calls:,} questions, {', '.join(budget)}")
        for day, model, spent in days:
            typer.echo(
                f"  {day}  {model}  {spent.calls:,} questions  {spent.tokens_in:,} + {spent.tokens_out:,} tokens  {spent.cost:.4f}"
            )
        for outcome, number in sorted(outcomes.items()):
            typer.echo(f"  {number:,} stories {outcome}")
        for failure in failures:
            typer.echo(f"  {failure.item}: {failure.outcome} {failure.detail}")
        if ask and not _try(house):
            raise typer.Exit(PROBLEMS)


def _try(house: House) -> bool:
    """Whether the model answered and anything it said passed."""
    texts = [
        core.Text(article=ArticleId(f"fiction-{n}"), group=f"fiction-{n}", side=side, language="en", body=body)
        for n, (side, body) in enumerate(FICTION)
    ]
    quotes = [Citation(article_id=text.article, quote=text.body, start=0, end=len(text.body)) for text in texts[:3]]
    summary = Summary(
        story_id=StoryId("fiction"),
        headline="",
        headline_article=texts[0].article,
        language="en",
        bullets=(Bullet(text=texts[0].body, citations=tuple(quotes), independent_texts=len(quotes)),),
        fingerprint="",
        made_by="",
    )
    sheet = core.sheet(summary, texts, {}, "en", house.settings.write.max_sentences)
    typer.echo("\nA made-up story in numbered sentences:")
    for each in sheet.sentences:
        typer.echo(f"  {each.number}. ({each.side}) {each.text}")
    question = prompt.ask(sheet.sentences, "en")
    try:
        answer = house.writer.complete(question)
    except Failure as failure:
        typer.echo(f"\nIt did not answer: {failure}")
        return False
    spent = spending.Spending(
        calls=1,
        tokens_in=answer.tokens_in,
        tokens_out=answer.tokens_out,
        cost=(answer.tokens_in * house.settings.write.price_in + answer.tokens_out * house.settings.write.price_out) / 1e6,
    )
    with house.database.write() as tx:
        spending.add(tx, day_of(house.now()), house.writer.model, spent)
    written = core.written(StoryId("fiction"), "", "", house.writer.model, sheet, prompt.read(answer.text))
    typer.echo(f"\nIt took {answer.tokens_in:,} + {answer.tokens_out:,} tokens. What passed:")
    typer.echo(f"  headline: {written.headline or '(none)'}")
    for bullet in written.bullets:
        typer.echo(f"  - {bullet.text}")
    for compared in written.comparison:
        typer.echo(f"  one side: {compared.text}")
    typer.echo("Dropped: " + (", ".join(f"{number} {reason}" for reason, number in written.dropped.items()) or "nothing"))
    return bool(written.headline or written.bullets)


show_writer.__name__ = "writer"
COMMANDS: Sequence[Callable[..., Any]] = (show_writer,)
