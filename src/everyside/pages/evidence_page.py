"""Every sentence that a story's points rest on, with all articles that hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from everyside.pages import who as people
from everyside.pages.addresses import story_path
from everyside.pages.bullets import BulletView, bullets, cited_by, sentences
from everyside.pages.plans import Lock, told
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.records.ids import StoryId
from everyside.records.rating import BIAS
from everyside.storage import coverages, notes, reading, stories, summaries
from everyside.storage.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    id: StoryId
    site: str
    path: str  # of the story
    headline: Told
    bullets: tuple[BulletView, ...]
    lock: Lock | None  # what stands in place of the bullets
    fiction: bool


def build(
    tx: Tx, id: StoryId, *, site: str, into: str = "en", locked: Mapping[str, Lock] = MappingProxyType({})
) -> EvidencePage | None:
    """Of a living story that is summarized, or of the one it was merged into; None where there is none.

    ``into``: the reader's language, in which sentences are shown where they are translated. ``locked``: blocks that the reader's
    plan does not open.
    """
    living = stories.resolve(tx, id)
    summary = summaries.get(tx, [living]).get(living) if living is not None else None
    if living is None or summary is None:
        return None
    lock = locked.get("bullets")
    cited = reading.sources(tx, cited_by(summary))
    coverage = coverages.get(tx, [living]).get(living)
    press = people.read(tx, list({outlet for outlet, _, _ in cited.values()}))
    who_of = {outlet: told(people.who(outlet, press, coverage.axis if coverage else BIAS), locked) for outlet in press.outlets}
    tongue = ReaderLanguage(tx, into, [(summary.language, summary.headline), *sentences(summary, cited)])
    return EvidencePage(
        id=living,
        site=site,
        path=story_path(living, summary.headline),
        headline=tongue.told(summary.language, summary.headline),
        bullets=() if lock else bullets(summary, cited, who_of, tongue, most=None),
        lock=lock,
        fiction=any(outlet.fiction for outlet in press.outlets.values()) or notes.read(tx, "press") == "demo",
    )
