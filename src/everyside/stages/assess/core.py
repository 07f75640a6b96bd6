"""Coverage of a story: every number from its inputs by the formulas of docs/methodology.md.

Raw counts count each outlet once. Independent counts give each text a weight of 1, split evenly over the outlets that carry it, so
that an agency text in twenty papers counts as one voice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from everyside.records.coverage import Carried, Coverage
from everyside.records.ids import StoryId
from everyside.records.rating import BIAS, bias7_of
from everyside.stages.assess import axis, blindspots, counting, flags, timeline
from everyside.stages.assess.inputs import About, Press

VERSION = "assess/2"


def assess(story_id: StoryId, fingerprint: str, carried: Sequence[Carried], press: Press, about: About, made_by: str) -> Coverage:
    """Who reports the story that ``carried`` are the articles of. Every outlet of these is in ``press.outlets``."""
    heard = counting.voices(carried)
    axes = counting.axes(heard, press)
    first = timeline.first(carried, press.outlets)
    bias7 = Counter(bias7_of(press.value(outlet, BIAS)) for outlet in heard)
    factuality = counting.tally(heard, press.factuality)
    owner_kinds = counting.tally(heard, lambda outlet: press.owner_kind(outlet).value)
    owners = counting.tally(heard, press.owner)
    flagged = flags.flags(len(heard), axes[BIAS].by_outlet, factuality, owner_kinds, owners)
    counted = Coverage(
        story_id=story_id,
        articles=len(carried),
        outlets=len(heard),
        independent_texts=len({article.group for article in carried}),
        axes=axes,
        axis=axis.shown(axis.candidates(axes, len(heard), press, about)),
        bias7={name: bias7[name] for name in sorted(bias7)},
        factuality=factuality,
        owner_kinds=owner_kinds,
        owners=owners,
        countries=counting.tally(heard, lambda outlet: press.outlets[outlet].country),
        languages=counting.languages(carried),
        scopes=counting.tally(heard, lambda outlet: press.outlets[outlet].scope.value),
        agencies=counting.agencies(carried),
        agency_articles=sum(bool(article.agencies) for article in carried),
        first_outlet=first.outlet_id if first else None,
        first_article=first.article_id if first else None,
        copy_groups=counting.copied(carried),
        timeline=timeline.slots(carried),
        flags=flags.given(flagged),
        fingerprint=fingerprint,
        made_by=made_by,
    )
    return replace(counted, blindspots=blindspots.blindspots(counted, carried, press, about))
