"""How like a grouping is to the gold: BCubed (Bagga & Baldwin 1998), and pairs across languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean; 0 where both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def bcubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Mean over items of the share of an item's found group (precision) and gold group (recall) that both hold. Labels in the
    same order, at least one."""
    cells, of_gold, of_found = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    squares = {cell: many * many for cell, many in cells.items()}
    return Agreement(
        precision=sum(square / of_found[cell[1]] for cell, square in squares.items()) / len(gold),
        recall=sum(square / of_gold[cell[0]] for cell, square in squares.items()) / len(gold),
    )


def across(gold: Sequence[Hashable], found: Sequence[Hashable], kinds: Sequence[Hashable]) -> Agreement:
    """Precision and recall over the pairs of items that differ in kind, e.g. in language; 1 where there is no pair."""

    def pairs(labels: Sequence[Hashable]) -> int:
        together, alike = Counter(labels), Counter(zip(labels, kinds, strict=True))
        return sum(n * (n - 1) // 2 for n in together.values()) - sum(n * (n - 1) // 2 for n in alike.values())

    right, all_gold, all_found = pairs(list(zip(gold, found, strict=True))), pairs(gold), pairs(found)
    return Agreement(precision=right / all_found if all_found else 1.0, recall=right / all_gold if all_gold else 1.0)
