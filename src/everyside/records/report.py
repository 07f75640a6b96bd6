"""What a reader says is wrong on a story's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from everyside.records.ids import ArticleId, StoryId
from everyside.records.time import require_utc

LONGEST = 2000  # characters of a report


class ReportKind(StrEnum):
    ARTICLE = "article"
    OUTLET = "outlet"
    BULLET = "bullet"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``id`` is 0 until it is kept. ``article_id`` is empty where the story as a whole is meant."""

    id: int = 0
    at: datetime
    story_id: StoryId
    article_id: ArticleId = ArticleId("")
    kind: ReportKind
    text: str
    done_at: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(at=self.at)
        if not 1 <= len(self.text) <= LONGEST:
            raise ValueError(f"a report has 1 to {LONGEST} characters")
