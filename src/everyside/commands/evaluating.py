"""``everyside eval``: JSON lines in, JSON lines out, with a progress bar. Lines that cannot be used are named; exit code 1 then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from everyside.adapters import registry
from everyside.commands import opening
from everyside.evaluation import coverage as coverages
from everyside.evaluation import examining, lines, rating, runs, tagging, translating
from everyside.knowledge import registry as press
from everyside.records.errors import EverysideError
from everyside.stages.extract.pool import ExtractionPool

LEFT_OUT = 1
NAMED = 20  # lines left out that are named; the rest are counted
app = typer.Typer(help="Measure the stages from outside: JSON lines in, JSON lines out.", no_args_is_help=True)
Input = Annotated[Path, typer.Argument(help="JSON lines.")]
Output = Annotated[Path, typer.Option("--out", help="Where the answer goes, as JSON lines.")]

Packs = Annotated[list[Path] | None, typer.Option("--packs", help="Files of ratings; several may follow.")]
MorePacks = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Further files of --packs.")]
Default = Annotated[bool, typer.Option("--default/--no-default", help="Whether the ratings that ship count too.")]


@app.command()
def cluster(context: typer.Context, articles: Input, out: Output) -> None:
    """{id,title,text,lang,published} → {id,cluster}, taken in in time order as production would."""
    embedder = registry.make("embedder", opening.settings_of(context))
    with _run(articles, out) as (left_out, progress, write):
        write(runs.run_cluster(lines.read(articles, ["id"], left_out), embedder, progress))


@app.command()
def copies(articles: Input, out: Output) -> None:
    """{id,text[,authors,published,source]} → {id,group,copies,agencies}: who carries the same text, and whose it is."""
    with _run(articles, out) as (left_out, progress, write):
        write(runs.run_copies(lines.read(articles, ["id"], left_out), progress))


@app.command()
def extract(context: typer.Context, manifest: Input, out: Output) -> None:
    """{id,html,url} → {id,title,text,authors,published,lang}; html names a file beside the manifest, gzipped or plain."""
    settings = opening.settings_of(context)
    pool = ExtractionPool(
        workers=settings.work.extract_workers, seconds=settings.work.page_seconds, max_bytes=settings.collect.max_page_bytes
    )
    with pool, _run(manifest, out) as (left_out, progress, write):
        write(runs.run_extract(lines.read(manifest, ["id", "html"], left_out), manifest.parent, pool, progress, left_out))


@app.command()
def summarize(
    context: typer.Context,
    stories: Input,
    out: Output,
    bullets: Annotated[int, typer.Option(min=0, max=20, help="At most so many bullets a story.")] = 5,
) -> None:
    """{id,documents:[{title,text,lang}]} → {id,headline,language,bullets:[{text,status,citations:[{document,quote}]}]}."""
    with _run(stories, out) as (left_out, progress, write):
        embedder = registry.make("embedder", opening.settings_of(context))
        write(runs.run_summarize(lines.read(stories, ["id", "documents"], left_out), bullets, progress, left_out, embedder))


@app.command()
def examine(stories: Input, articles: Annotated[Path, typer.Argument(help="JSON lines of their articles.")], out: Output) -> None:
    """{id} and {id,cluster,title,text,lang,published,source} → {id,disputes,quotations,moments}: what articles say side by side."""
    with _run(stories, out) as (left_out, progress, write):
        rows = lines.read(articles, ["id", "cluster"], left_out)
        write(examining.run_examine(lines.read(stories, ["id"], left_out), rows, progress))


@app.command()
def topics(context: typer.Context, articles: Input, out: Output) -> None:
    """{id,title,text,lang} → {id,topic,topics,names}: the first topic, the shares of all, and the names found."""
    settings = opening.settings_of(context)
    embedder = registry.make("embedder", settings)
    classifier = registry.make("classifier", settings, embedder=embedder)
    recognizer = registry.make("recognizer", settings)
    with _run(articles, out) as (left_out, progress, write):
        write(tagging.run_topics(lines.read(articles, ["id"], left_out), embedder, classifier, recognizer, progress))


@app.command()
def ratings(
    domains: Input,
    out: Output,
    packs: Packs = None,
    more: MorePacks = None,
    default: Default = True,
) -> None:
    """{domain} → {domain,outlet,bias,bias7,bias3,factuality,factuality_value,spread,disagree,parts:[…]}: what raters come to."""
    book = rating.open_book([*(packs or ()), *(more or ())], default=default, told=_tell)
    with _run(domains, out) as (left_out, progress, write):
        write(rating.run_ratings(lines.read(domains, ["domain"], left_out), book, progress))


@app.command()
def coverage(
    articles: Input,
    out: Output,
    packs: Packs = None,
    more: MorePacks = None,
    default: Default = True,
) -> None:
    """{id,url,source,text,published,lang,cluster} → {cluster,outlets,left,center,right,unrated,…}: who reports each cluster."""
    book = rating.open_book([*(packs or ()), *(more or ())], default=default, told=_tell)
    known = press.load()
    with _run(articles, out) as (left_out, progress, write):
        rows = lines.read(articles, ["id", "cluster"], left_out)
        write(coverages.run_coverage(rows, book, known, progress, left_out))


@app.command()
def translate(
    context: typer.Context,
    sentences: Annotated[Path, typer.Argument(help="A sentence a line, or lines of id, tab, sentence.")],
    out: Output,
    source: Annotated[str, typer.Option("--from", help="Language of the sentences, e.g. pt.")],
    target: Annotated[str, typer.Option("--to", help="Language to translate into.")] = "en",
) -> None:
    """Lines of id, tab, sentence → {line,id,source,translation,kept}; kept says why pages would show the original."""
    translator = registry.make("translator", opening.settings_of(context))
    try:
        with _run(sentences, out) as (_, progress, write):
            write(translating.run_translate(sentences, translator, source, target, progress))
    finally:
        translator.close()


def _tell(line: str) -> None:
    typer.echo(line, err=True)


@contextmanager
def _run(given: Path, out: Path) -> Iterator[tuple[lines.Report, runs.Progress, Callable[[Any], None]]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    console = Console(stderr=True)
    if out.exists() and given.exists() and out.samefile(given):
        raise EverysideError(f"{out} is the input, which would be lost: name another file with --out")
    problems = 0
    named: list[str] = []
    written: list[int] = []

    def left_out(problem: str) -> None:
        nonlocal problems
        problems += 1
        if len(named) < NAMED:
            named.append(problem)

    total = _count(given)
    with Progress(BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield left_out, lambda done: bar.update(task, completed=done), lambda rows: written.append(lines.write(out, rows))
    typer.echo(f"{sum(written):,} rows written to {out}", err=True)
    for problem in named:
        typer.echo(f"left out: {problem}", err=True)
    if problems > NAMED:
        typer.echo(f"… and {problems - NAMED:,} more", err=True)
    if problems:
        raise typer.Exit(LEFT_OUT)


def _count(path: Path) -> int | None:
    try:
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip())
    except OSError:
        return None
