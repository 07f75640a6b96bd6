"""The blocks of a story's page, read as the page reads them, all of them open."""

from __future__ import annotations

from everyside.pages import story_blocks
from everyside.pages import who as people
from everyside.pages.cited import Cited
from everyside.pages.reader_language import ReaderLanguage
from everyside.pages.story_blocks import Backing, Blocks
from everyside.records.ids import StoryId
from everyside.storage import reading
from everyside.storage.accounts import Beside
from everyside.storage.database import Tx
from tests.makers import NOW


def blocks(tx: Tx, story: StoryId, fingerprint: str = "") -> Blocks:
    """Of a story whose articles have this fingerprint now."""
    beside, backing = _read(tx, story)
    cited = story_blocks.account(beside, backing)
    return story_blocks.read(tx, story, beside, cited, backing, fingerprint=fingerprint, since=None, now=NOW, closed=())


def cited(tx: Tx, story: StoryId) -> Cited | None:
    """Its account."""
    return story_blocks.account(*_read(tx, story))


def _read(tx: Tx, story: StoryId) -> tuple[Beside, Backing]:
    beside = story_blocks.told(tx, story, ())
    sources = reading.sources(tx, story_blocks.cited_by(beside))
    press = people.read(tx, {outlet for outlet, _, _ in sources.values()})
    who_of = {id: people.who(id, press) for id in press.outlets}
    tongue = ReaderLanguage(tx, "en", story_blocks.texts(beside, sources))
    return beside, Backing(sources=sources, press=press, who_of=who_of, tongue=tongue)
