"""From pairs that are copies to groups of them.

"Is a copy of" does not carry over: a brief that stands in two reports makes these no copies. The groups are those in which most
agree with most: as many pairs as possible that are copies inside a group, as few as possible that are not (correlation
clustering; Bansal, Blum, Chawla 2004). Found by single moves and unions that each make it better, as Louvain does, in a fixed
order of the texts, so that the outcome depends on the set alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

NEUTRAL = 100  # the vote of a pair of which nobody can say whether it is a copy; 200 certainly, 0 certainly not
ROUNDS = 20  # of moves, and of unions; all that was measured came to rest within 4

Text = TypeVar("Text", bound=Hashable)
Votes = Mapping[Text, Mapping[Text, int]]  # symmetric; who is not named votes 0. Whole numbers: sums know no order


def grouped(texts: Sequence[Text], votes: Votes[Text]) -> list[list[Text]]:
    """A partition of ``texts``, whose order decides ties. Votes of texts that are not among them do not count."""
    group = {text: number for number, text in enumerate(texts)}
    size = dict.fromkeys(group.values(), 1)
    for _ in range(ROUNDS):
        moved = _moved(texts, votes, group, size)
        if not (_united(texts, votes, group, size) or moved):
            break
    inside: dict[int, list[Text]] = {}
    for text in texts:
        inside.setdefault(group[text], []).append(text)
    return list(inside.values())


def _moved(texts: Sequence[Text], votes: Votes[Text], group: dict[Text, int], size: dict[int, int]) -> bool:
    """Let each text go where the votes for it outweigh those against it most, or stand alone."""
    ever = False
    for _ in range(ROUNDS):
        moved = False
        for text in texts:
            own = group[text]
            near: dict[int, int] = defaultdict(int)
            for other, vote in votes[text].items():
                if other in group:
                    near[group[other]] += vote
            stay = near.pop(own, 0) - NEUTRAL * (size[own] - 1)
            gain = {at: sum_ - NEUTRAL * size[at] for at, sum_ in near.items()}
            best = min(gain, key=lambda at: (-gain[at], at), default=own)
            if best != own and gain[best] > max(stay, 0):
                to = best
            elif stay < 0:
                to = max(size) + 1
                size[to] = 0
            else:
                continue
            size[own] -= 1
            size[to] += 1
            group[text] = to
            if not size[own]:
                del size[own]
            moved = ever = True
        if not moved:
            break
    return ever


def _united(texts: Sequence[Text], votes: Votes[Text], group: dict[Text, int], size: dict[int, int]) -> bool:
    """Unite two groups as long as the votes between them outweigh; the best union first."""
    between: dict[int, dict[int, int]] = {at: defaultdict(int) for at in size}
    for text in texts:
        for other, vote in votes[text].items():
            if other in group and group[text] != group[other]:
                between[group[text]][group[other]] += vote
    into: dict[int, int] = {}
    while True:
        unions = [(sum_ - NEUTRAL * size[a] * size[b], -a, -b) for a, near in between.items() for b, sum_ in near.items() if a < b]
        gain, a, b = max(unions, default=(0, 0, 0))
        if gain <= 0:
            break
        keep, gone = -a, -b
        for third, sum_ in between.pop(gone).items():
            del between[third][gone]
            if third != keep:
                between[keep][third] += sum_
                between[third][keep] += sum_
        size[keep] += size.pop(gone)
        into[gone] = keep
    for text in texts:
        while group[text] in into:
            group[text] = into[group[text]]
    return bool(into)
