"""What a story's articles say side by side, with names, addresses and translations of the sentences it rests on at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from everyside.pages.addresses import web_link
from everyside.pages.excerpts import excerpt
from everyside.pages.names import language_name
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.records.account import Account
from everyside.records.ids import ArticleId, OutletId
from everyside.records.story import Citation

NAMED = 4  # outlets named of those that say one thing; the rest are counted
QUOTED = 200  # characters of a sentence shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as shown, of whom, and where it stands."""

    outlet: str
    url: str
    told: Told
    language_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Who says one thing: the first few by name, and how many more."""

    names: tuple[str, ...]
    more: int


class Cited:
    """``sources``: outlet, address and language of each cited article; ``names``: of the outlets."""

    def __init__(
        self,
        account: Account,
        sources: Mapping[ArticleId, tuple[OutletId, str, str]],
        names: Mapping[OutletId, str],
        tongue: ReaderLanguage,
    ) -> None:
        self.account = account
        self._sources = sources
        self._names = names
        self._tongue = tongue

    def sentence(self, citations: Sequence[Citation]) -> Sentence | None:
        """The first that is still there."""
        for citation in citations:
            if citation.article_id in self._sources:
                outlet, url, language = self._sources[citation.article_id]
                return Sentence(
                    outlet=self._names.get(outlet, outlet),
                    url=web_link(url),
                    told=self.told(language, citation.quote, QUOTED),
                    language_name=language_name(language),
                )
        return None

    def language(self, citations: Sequence[Citation]) -> str:
        """That of the first, as a code."""
        return next((self._sources[each.article_id][2] for each in citations if each.article_id in self._sources), "")

    def outlets(self, citations: Iterable[Citation]) -> Outlets:
        """Those that say so, the first to say it first."""
        found = [self._sources[each.article_id][0] for each in citations if each.article_id in self._sources]
        names = [self._names.get(outlet, outlet) for outlet in dict.fromkeys(found)]
        return Outlets(names=tuple(names[:NAMED]), more=max(0, len(names) - NAMED))

    def told(self, language: str, text: str, length: int) -> Told:
        shown = self._tongue.told(language, text)
        return replace(shown, text=excerpt(shown.text, length), original=excerpt(shown.original, length))


def texts(account: Account, sources: Mapping[ArticleId, tuple[OutletId, str, str]]) -> Iterator[tuple[str, str]]:
    """All that may be shown translated, each with its language."""
    for dispute in account.disputes:
        for version in dispute.versions:
            yield from _first(version.citations, sources, version.citations[0].quote)
    for quotation in account.quotations:
        yield quotation.language, quotation.text
        yield from _first(quotation.citations, sources, quotation.citations[0].quote)
    for moment in account.moments:
        yield from _first(moment.citations, sources, moment.text)


def _first(
    citations: Sequence[Citation], sources: Mapping[ArticleId, tuple[OutletId, str, str]], text: str
) -> Iterator[tuple[str, str]]:
    if citations[0].article_id in sources:
        yield sources[citations[0].article_id][2], text
