"""What a plan opens: the blocks of a story's page that the settings lock, and what their closed state says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from everyside.interface.messages import N_, _
from everyside.pages.who import MARKS, Source, Who
from everyside.records.rating import FACTUALITY
from everyside.settings import BLOCKS, PlansSettings

# Heading, and what is there to open. In the order of the page.
SAYS: Mapping[str, tuple[str, str]] = {
    "bullets": (N_("What is reported"), N_("The points of the story, each with the sentences it rests on.")),
    "written": (N_("Written summary"), N_("A summary by a language model, each sentence checked against its sources.")),
    "compare": (N_("Sides compared"), N_("What each side’s coverage stresses and the others’ does not.")),
    "differences": (N_("Where reports differ"), N_("Different answers to one question, and who gives them.")),
    "quotes": (N_("Who is quoted"), N_("Who is quoted saying what, and in how many outlets.")),
    "moments": (N_("What happened when"), N_("The story’s dated sentences in order.")),
    "changes": (N_("What changed"), N_("What is new in the story since an earlier time.")),
    "sides": (N_("Distribution of sides"), N_("How many outlets and independent texts stand on each side, with intervals.")),
    "factuality": (N_("Factuality"), N_("How raters judge the factuality of the outlets, in figures and at each outlet.")),
    "ownership": (N_("Ownership"), N_("Who owns the outlets, in figures and at each outlet.")),
    "countries": (N_("Countries"), N_("Where the outlets are from, on a map and in figures.")),
    "over_time": (N_("Over time"), N_("When the articles and the new texts came.")),
    "first": (N_("First"), N_("Which outlet had the story first.")),
    "copies": (N_("Copied texts"), N_("Which texts more than one outlet carries, and whose they likely are.")),
    "related": (N_("Before, after and related"), N_("Stories that this one continues, that continue it, or that are akin.")),
    "why": (N_("Why these articles"), N_("What each article has in common with the story.")),
    "filters": (N_("Sort and filter"), N_("The articles by bias or place, and only those that fit.")),
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
            heading=_(SAYS[block][0]),
            about=_(SAYS[block][1]),
            plan=_shown(plans.of(block)),
            upgrade=plans.upgrade,
        )
        for block in closed
    }


def sides_unasked(lock: Lock) -> str:
    """What a page says that was asked for one side while sides are locked."""
    return _("Not filtered by side: that is open with the plan %(plan)s.", plan=lock.plan)


def told(who: Who, locked: Mapping[str, Lock]) -> Who:
    """What may be said of an outlet; the locked parts are empty, which is not the same as unknown."""
    if "factuality" in locked:
        who = replace(
            who,
            factuality="",
            factuality_class="",
            stands=tuple(each for each in who.stands if each.key != FACTUALITY),
            said=tuple(
                replace(each, words=kept)
                for each in who.said
                if (kept := tuple(word for word in each.words if word[0] != FACTUALITY))
            ),
        )
    if "ownership" in locked:
        registry = {_(label) for name, label in MARKS if name != "agency"}
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
