"""The addresses of pages as the collector tells them apart, for looking up a link that somebody pasted."""

from __future__ import annotations

from everyside.records.ids import ArticleId, EntryId, article_id, entry_id
from everyside.stages.collect import urls


class Known:
    """What ``pages.lookup_page`` asks of addresses."""

    def canonical(self, url: str) -> str:
        """The address in its one spelling; https is taken for granted where no scheme is given.

        Raises:
            Permanent: ``bad-url``.
        """
        return urls.canonical_url(url if "://" in url else f"https://{url}")

    def entry(self, canonical: str) -> EntryId:
        return entry_id(urls.identity(canonical))

    def article(self, canonical: str) -> ArticleId:
        return article_id(canonical)

    def domain(self, canonical: str) -> str:
        return urls.registered_domain(urls.host_of(canonical))
