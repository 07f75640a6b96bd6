"""Made-up reports of one event, for the tests of what they say side by side. All names and places are fiction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from everyside.stages.examine.core import Document
from everyside.stages.examine.reading import Quote, Reading

START = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)  # a Tuesday


def report(number: int, text: str, **changes: Any) -> Document:
    """An independent text of an outlet of its own, published ``number`` hours after START."""
    defaults: dict[str, Any] = {
        "title": "Ferry fire at Port Ellery kills passengers",
        "text": text,
        "language": "en",
        "group": f"text-{number}",
        "published": START + timedelta(hours=number),
        "outlet": f"lantern-{number}",
    }
    return Document(**defaults | changes)


def reading(*documents: Document) -> Reading:
    return Reading(list(documents))


def stand(documents: list[Document], quotes: tuple[Quote, ...]) -> bool:
    return bool(quotes) and all(documents[each.document].text[each.start : each.end] == each.quote for each in quotes)
