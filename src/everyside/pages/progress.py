"""How far a round of work has come: what the terminal's bar and the front page's line show."""

from __future__ import annotations

from dataclasses import dataclass

from everyside.interface.formats import number
from everyside.interface.messages import N_, _, count

DOING = {
    "collect": N_("Reading %(done)s of %(total)s outlets"),
    "extract": N_("Extracting %(done)s of %(total)s articles"),
    "dedupe": N_("Comparing %(done)s of %(total)s articles"),
    "embed": N_("Understanding %(done)s of %(total)s articles"),
    "tag": N_("Tagging %(done)s of %(total)s articles"),
    "cluster": N_("Sorting %(done)s of %(total)s articles into stories"),
    "summarize": N_("Summarizing %(done)s of %(total)s stories"),
    "assess": N_("Counting %(done)s of %(total)s stories"),
    "label": N_("Labelling %(done)s of %(total)s stories"),
    "relate": N_("Relating %(done)s of %(total)s stories"),
    "translate": N_("Translating %(done)s of %(total)s articles"),
    "translate-story": N_("Translating %(done)s of %(total)s stories"),
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
        doing = _(DOING.get(self.stage, N_("Working")), done=number(self.done), total=number(self.total))
        articles = count(self.articles, "%(num)s article", "%(num)s articles")
        return " · ".join((self.message or doing, articles, count(self.stories, "%(num)s story", "%(num)s stories")))
