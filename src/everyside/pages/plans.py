"""What a plan opens: the blocks of a story's page that the settings lock, and what their closed state says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from everyside.pages.who import MARKS, Source, Who
from everyside.records.rating import FACTUALITY
from everyside.settings import BLOCKS, PlansSettings

# Heading, and what is there to open. In the order of the page.
SAYS: Mapping[str, tuple[str, str]] = {
    "bullets": ("What is reported", "The points of the story, each with the sentences it rests on."),
    "written": ("Written summary", "A summary by a language model, each sentence checked against its sources."),
    "compare": ("Sides compared", "What each side’s coverage stresses and the others’ does not."),
    "differences": ("Where reports differ", "Different answers to one question, and who gives them."),
    "quotes": ("Who is quoted", "Who is quoted saying what, and in how many outlets."),
    "moments": ("What happened when", "The story’s dated sentences in order."),
    "changes": ("What changed", "What is new in the story since an earlier time."),
    "sides": ("Distribution of sides", "How many outlets and independent texts stand on each side, with intervals."),
    "factuality": ("Factuality", "How raters judge the factuality of the outlets, in figures and at each outlet."),
    "ownership": ("Ownership", "Who owns the outlets, in figures and at each outlet."),
    "countries": ("Countries", "Where the outlets are from, on a map and in figures."),
    "over_time": ("Over time", "When the articles and the new texts came."),
    "first": ("First", "Which outlet had the story first."),
    "copies": ("Copied texts", "Which texts more than one outlet carries, and whose they likely are."),
    "related": ("Before, after and related", "Stories that this one continues, that continue it, or that are akin."),
    "why": ("Why these articles", "What each article has in common with the story."),
    "filters": ("Sort and filter", "The articles by bias or place, and only those that fit."),
}
assert tuple(SAYS) == BLOCKS, "the settings and the page name the same blocks in the same order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A block that stays closed for this visitor."""

    block: str
    heading: str
    about: str
    plan: str  # which opens it, as shown
    upgrade: str  # address where it is had; may be empty


def plan_of(plans: PlansSettings, given: str) -> str:
    """``given`` where there is such a plan, else the smallest."""
    return given if given in plans.levels else plans.levels[0]


def locks(plans: PlansSettings, plan: str) -> dict[str, Lock]:
    """The blocks that ``plan`` does not open, by name."""
    rank = plans.levels.index(plan_of(plans, plan))
    closed = [block for block in BLOCKS if plans.of(block) and plans.levels.index(plans.of(block)) > rank]
    return {
        block: Lock(
            block=block,
            heading=SAYS[block][0],
            about=SAYS[block][1],
            plan=_shown(plans.of(block)),
            upgrade=plans.upgrade,
        )
        for block in closed
    }


def sides_unasked(lock: Lock) -> str:
    """What a page says that was asked for one side while sides are locked."""
    return f"Not filtered by side: that is open with the plan {lock.plan}."


def told(who: Who, locked: Mapping[str, Lock]) -> Who:
    """What may be said of an outlet; the locked parts are empty, which is not the same as unknown."""
    if "factuality" in locked:
        who = replace(
            who,
            factuality="",
            factuality_class="",
            stands=tuple(each for each in who.stands if each.axis != FACTUALITY.capitalize()),
            said=tuple(
                replace(each, words=kept)
                for each in who.said
                if (kept := tuple(word for word in each.words if word[0] != FACTUALITY))
            ),
        )
    if "ownership" in locked:
        registry = {label for name, label in MARKS if name != "agency"}
        who = replace(
            who,
            owner="",
            owner_kind="",
            owner_class="",
            owners=(),
            owned=Source(),
            marks=tuple(mark for mark in who.marks if mark.label not in registry),
        )
    return who


def _shown(plan: str) -> str:
    return plan.replace("-", " ").replace("_", " ").capitalize()
