"""Commands about what is read: feeds add, discover, import, export, list."""

from __future__ import annotations

import codecs
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from everyside.commands import opening
from everyside.ports import Request, Response
from everyside.records.errors import EverysideError, Failure, Permanent
from everyside.records.ids import feed_id
from everyside.records.outlet import Feed, SourceKind
from everyside.stages.collect import discovery, opml, urls
from everyside.stages.collect.feeds import parse_feed
from everyside.stages.collect.limits import Limits
from everyside.storage import feeds as feed_store

LEFT_OUT = 1
feeds = typer.Typer(help="The feeds that are read: add, discover, import and export them.", no_args_is_help=True)
Context = typer.Context


@feeds.command()
def add(
    context: Context,
    addresses: Annotated[
        list[str], typer.Argument(help="Addresses of feeds or news sitemaps; or - to read them from standard input.")
    ],
) -> None:
    """Add feeds by their addresses."""
    _add(context, _lines(sys.stdin.buffer.read()) if addresses == ["-"] else addresses)


@feeds.command()
def discover(context: Context, homepage: Annotated[str, typer.Argument(help="Address of an outlet's home page.")]) -> None:
    """Find the feeds a home page announces, else those at the usual addresses, and add them."""
    with opening.house(context) as house:
        at_most = house.settings.collect.max_page_bytes
        page = next(iter(house.fetcher.fetch([Request(key="home", url=homepage, max_bytes=at_most)])))
        if not page.ok:
            raise EverysideError(f"{homepage} cannot be read: {page.outcome} {page.detail}".rstrip())
        found = [url for url, _ in discovery.find_feeds(page.body, page.url)]
        if not found:
            guesses = [Request(key=url, url=url, max_bytes=at_most) for url in discovery.usual_feeds(page.url)]
            usual = {answer.key for answer in house.fetcher.fetch(guesses) if answer.ok and _is_feed(answer, house.now())}
            found = [guess.key for guess in guesses if guess.key in usual][:1]  # the others are the same feed in other clothes
    if not found:
        raise EverysideError(f"{homepage} announces no feed; give the feed's own address to `everyside feeds add`")
    _add(context, found)


def _is_feed(answer: Response, now: datetime) -> bool:
    try:
        return bool(parse_feed(answer.body, answer.url, answer.content_type, now, Limits()).entries)
    except Failure:
        return False


@feeds.command("import")
def import_opml(
    context: Context, file: Annotated[Path, typer.Argument(help="An OPML file, or a text file with an address a line.")]
) -> None:
    """Add the feeds of an OPML file."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise EverysideError(f"cannot read {file}: {error.strerror}") from error
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or body.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<":
        _add(context, [url for url, _, _ in opml.read_opml(body)])
    else:
        _add(context, _lines(body))


@feeds.command("export")
def export_opml(
    context: Context, file: Annotated[Path | None, typer.Argument(help="Where to; default standard output.")] = None
) -> None:
    """Write all feeds as OPML."""
    with opening.house(context) as house:
        with house.database.read() as tx:
            rows = [(feed.url, feed.title or urls.host_of(feed.url), "") for feed in feed_store.all_feeds(tx)]
        document = opml.write_opml(rows, f"Feeds of {house.settings.site.name}", house.now())
    if file:
        try:
            file.write_bytes(document)
        except OSError as error:
            raise EverysideError(f"cannot write {file}: {error.strerror}") from error
    else:
        sys.stdout.buffer.write(document)


@feeds.command("list")
def list_feeds(context: Context) -> None:
    """List all feeds: address, when next asked, failures in a row."""
    with opening.house(context) as house, house.database.read() as tx:
        for feed in feed_store.all_feeds(tx):
            state = "retired" if feed.interval_s <= 0 else f"next {feed.next_at:%Y-%m-%d %H:%M} UTC" if feed.next_at else "due"
            typer.echo(f"{feed.url}\t{feed.kind}\t{state}" + (f"\t{feed.failures} failures" if feed.failures else ""))


def _lines(body: bytes) -> list[str]:
    """The addresses of a text with one a line; empty lines and those that begin with # say nothing."""
    lines = (line.strip() for line in body.decode("utf-8-sig", "replace").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _add(context: Context, addresses: list[str]) -> None:
    good: dict[str, Feed] = {}
    bad: list[str] = []
    for address in addresses:
        try:
            url = urls.absolute_url(address)
        except Permanent as error:
            bad.append(f"{address[:120]}: {error}")
            continue
        kind = SourceKind.SITEMAP if "sitemap" in url.rsplit("/", 1)[-1].lower() else SourceKind.FEED
        good[url] = Feed(id=feed_id(url), url=url, kind=kind)
    with opening.house(context) as house, house.database.write() as tx:
        new = feed_store.add(tx, list(good.values()))
    typer.echo(f"{new:,} feeds added, {len(good) - new:,} known already")
    for line in bad:
        typer.echo(f"left out: {line}", err=True)
    if bad:
        raise typer.Exit(LEFT_OUT)
