"""What a story's articles say side by side, and what changed in it, as lines of plain text for `everyside story`."""

from __future__ import annotations

from collections.abc import Iterator

from everyside.interface.messages import count
from everyside.pages.changes import Changes
from everyside.pages.excerpts import QUOTE_LENGTH, excerpt
from everyside.records.account import Account, Contrast
from everyside.records.ids import StoryId
from everyside.storage import accounts
from everyside.storage.database import Tx

MOST = 10  # quotations, and moments, that are shown


def lines(tx: Tx, id: StoryId) -> Iterator[str]:
    """Disputes, quotations, moments, and what each side stresses; nothing where nothing was found."""
    account = accounts.get(tx, Account, [id]).get(id)
    if account:
        for dispute in account.disputes:
            yield f"reports differ on {_one_line(dispute.subject)}{' (rising)' if dispute.rising else ''}:"
            for version in dispute.versions:
                since = f"{version.first:%Y-%m-%d %H:%M} UTC"
                yield f"    {_one_line(version.said)}, since {since}, {_texts(version.independent_texts)}"
        for quotation in account.quotations[:MOST]:
            speaker = _one_line(quotation.speaker) or "speaker not certain"
            outlets = count(quotation.outlets, "%(num)s outlet", "%(num)s outlets")
            yield f"quoted: “{_one_line(quotation.text)}” ({speaker}; {outlets})"
        for moment in account.moments[:MOST]:
            yield f"{moment.day:%Y-%m-%d}: {_one_line(moment.text)} ({_texts(moment.independent_texts)})"
    contrast = accounts.get(tx, Contrast, [id]).get(id)
    for part in contrast.parts if contrast else ():
        if not part.enough:
            yield f"{part.kind.value} {part.key}: too few to compare ({_texts(part.texts)})"
            continue
        stressed = ", ".join(_one_line(stress.word) for stress in part.stresses) or "nothing that others do not"
        yield f"{part.kind.value} {part.key} ({_texts(part.texts)}) stresses: {stressed}"
        for bullet in part.bullets:
            yield f"    • {_one_line(bullet.text)}"


def changed(found: Changes) -> Iterator[str]:
    """What changed since a time; one line where nothing did."""
    yield f"since {found.since:%Y-%m-%d %H:%M} UTC"
    if not found.known:
        yield "the story was not told yet then"
    if found.nothing:
        yield "nothing changed"
    if found.headline_before:
        yield f"headline before: {_one_line(found.headline_before)}"
        yield f"headline now: {_one_line(found.headline)}"
    for text in found.told:
        yield f"+ {_one_line(text)}"
    for text in found.dropped:
        yield f"- {_one_line(text)}"
    for answer in found.answers:
        yield f"new answer on {_one_line(answer.subject)}: {_one_line(answer.said)}, {answer.first:%Y-%m-%d %H:%M} UTC"
    if found.articles:
        new = f", of outlets new here: {', '.join(found.outlets)}" if found.outlets else ""
        yield f"{count(found.articles, '%(num)s new article', '%(num)s new articles')}{new}"
    for article in found.newest:
        yield f"  {article.outlet}: {_one_line(article.title)}"
        yield f"    {article.url}"


def _texts(number: int) -> str:
    return count(number, "%(num)s independent text", "%(num)s independent texts")


def _one_line(text: str) -> str:
    return excerpt(text, QUOTE_LENGTH)
