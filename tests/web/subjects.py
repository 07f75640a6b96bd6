"""What the newsstand's stories are about, for the pages of topics and places; some of it is hostile."""

from __future__ import annotations

from everyside.records.ids import StoryId
from everyside.records.tags import Label
from everyside.storage import tags
from everyside.storage.database import Tx
from tests.makers import MADE_BY
from tests.web.newsstand import HARBOUR, HOSTILE, QUIET, story_key

STRANGE = "name:日本 / ../~%2f<b>"  # a key that no address holds as it is


def describe(tx: Tx, fillers: int = 40) -> None:
    """HARBOUR is about transport and Ireland, QUIET about nature, the fillers are politics."""
    of = {
        HARBOUR: [("topic", "transport", "Transport"), ("place", "country:IE", "Ireland"), ("place", STRANGE, f"Quay {HOSTILE}")],
        QUIET: [("topic", "nature", "Nature"), ("place", "country:IE", "Ireland")],
    }
    of |= {story_key(f"filler-{number}"): [("topic", "politics", "Politics")] for number in range(fillers)}
    tags.replace_labels(tx, {id: [_label(id, *each) for each in found] for id, found in of.items()})


def _label(id: StoryId, kind: str, key: str, name: str) -> Label:
    return Label(story_id=id, kind=kind, key=key, name=name, weight=0.9, made_by=MADE_BY)
