"""``everyside eval examine``: what the articles of each story say side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from everyside.evaluation.lines import moment, string
from everyside.evaluation.runs import Progress, Row
from everyside.records.ids import ArticleId
from everyside.stages.dedupe import core as dedupe
from everyside.stages.examine import core
from everyside.stages.examine.reading import Quote

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def run_examine(stories: Iterable[Row], articles: Iterable[Row], progress: Progress) -> Iterator[Row]:
    """{id} and {id, cluster, title, text, lang, published, source} → {id, disputes, quotations, moments}, with citations.

    A citation is {article, quote, start, end}. ``cluster`` names the story; an article without a time stands before all others,
    and none of its weekdays is resolved.
    """
    by_story: dict[str, list[Row]] = defaultdict(list)
    for row in articles:
        by_story[string(row.get("cluster"))].append(row)
    for done, story in enumerate(stories, 1):
        rows = by_story.get(string(story["id"]), [])
        groups = dedupe.groups(
            [
                dedupe.Sketched(ArticleId(str(number)), _NO_TIME, dedupe.sketch(string(row.get("text"))))
                for number, row in enumerate(rows)
            ]
        )
        found = core.examine([_document(row, groups[ArticleId(str(number))]) for number, row in enumerate(rows)])
        yield {
            "id": story["id"],
            "disputes": [
                {
                    "kind": each.kind.value,
                    "subject": each.subject,
                    "rising": each.rising,
                    "versions": [
                        {
                            "value": answer.value,
                            "said": answer.said,
                            "independent_texts": answer.independent_texts,
                            "citations": _cited(answer.quotes, rows),
                        }
                        for answer in each.answers
                    ],
                }
                for each in found.differences
            ],
            "quotations": [
                {
                    "text": each.text,
                    "speaker": each.speaker,
                    "outlets": each.outlets,
                    "independent_texts": each.independent_texts,
                    "citations": _cited(each.quotes, rows),
                }
                for each in found.quotations
            ],
            "moments": [
                {
                    "day": each.day.isoformat(),
                    "said": each.said,
                    "text": each.text,
                    "independent_texts": each.independent_texts,
                    "citations": _cited(each.quotes, rows),
                }
                for each in found.happenings
            ],
        }
        progress(done)


def _document(row: Row, group: str) -> core.Document:
    when = moment(row.get("published"))
    return core.Document(
        title=string(row.get("title")),
        text=string(row.get("text")),
        language=string(row.get("lang")) or "en",
        group=group,
        published=when or _NO_TIME,
        stated=when is not None,
        outlet=string(row.get("source")),
    )


def _cited(quotes: Iterable[Quote], rows: list[Row]) -> list[dict[str, Any]]:
    return [
        {"article": string(rows[each.document].get("id")), "quote": each.quote, "start": each.start, "end": each.end}
        for each in quotes
    ]
