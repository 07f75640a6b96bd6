"""How far a round of work has come: what the terminal's bar and the front page's line show."""

from __future__ import annotations

from dataclasses import dataclass

DOING = {
    "collect": "Reading {done} of {total} outlets",
    "extract": "Extracting {done} of {total} articles",
    "dedupe": "Comparing {done} of {total} articles",
    "embed": "Understanding {done} of {total} articles",
    "tag": "Tagging {done} of {total} articles",
    "cluster": "Sorting {done} of {total} articles into stories",
    "summarize": "Summarizing {done} of {total} stories",
    "assess": "Counting {done} of {total} stories",
    "label": "Labelling {done} of {total} stories",
    "relate": "Relating {done} of {total} stories",
    "translate": "Translating {done} of {total} articles",
    "translate-story": "Translating {done} of {total} stories",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """``done`` of ``total`` items are through the pipeline's ``stage``; ``working`` until the first round is over."""

    stage: str = ""
    done: int = 0
    total: int = 0
    articles: int = 0
    stories: int = 0
    message: str = ""  # said instead of the stage's own sentence
    working: bool = True

    @property
    def share(self) -> float:
        """0 … 1; 0 while the total is unknown."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total > 0 else 0.0

    @property
    def line(self) -> str:
        """E.g. ``Reading 42 of 60 outlets · 812 articles · 37 stories``."""
        doing = self.message or DOING.get(self.stage, "Working").format(done=self.done, total=self.total)
        return " · ".join((doing, count(self.articles, "article"), count(self.stories, "story", "stories")))


def count(number: int, one: str, many: str = "") -> str:
    """``1 story``, ``37 stories``, ``4,237 articles``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
