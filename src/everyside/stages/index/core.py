"""What of an article is indexed."""

from __future__ import annotations

from collections.abc import Iterable

from everyside.language.folding import words
from everyside.records.article import Article
from everyside.records.search import Findable

VERSION = "index/1"
TITLE_CHARACTERS = 500
TEXT_CHARACTERS = 20_000  # nearly all news is shorter; what stands further back is not found


def findable(article: Article, told: Iterable[str], made_by: str) -> Findable:
    """``told``: its title and beginning in the reader's language, where they are translated."""
    text = article.text if article.summary in article.text else f"{article.text}\n{article.summary}"
    return Findable(
        article_id=article.id,
        language=article.language,
        published=article.published,
        title=" ".join(words(article.title[:TITLE_CHARACTERS])),
        told=" ".join(word for each in told for word in words(each[:TITLE_CHARACTERS])),
        text=" ".join(words(text[:TEXT_CHARACTERS])),
        made_by=made_by,
    )
