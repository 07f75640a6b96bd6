"""Which articles hang together by pairs above the cut, and which only hang on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray


class Glue(IntEnum):
    """How far an article holds a story together."""

    FULL = auto()
    LOOSE = auto()  # live blogs, roundups: may join a story, and are counted in no mean
    ALONE = auto()  # listings: only with copies of themselves


class Components:
    """Connected components over rows; a component is named by one of its rows. Smaller ones are taken into larger ones."""

    def __init__(self) -> None:
        self._name: NDArray[np.int32] = np.zeros(0, np.int32)  # row → its component
        self._size = 0
        self._inside: dict[int, list[int]] = {}  # components of two rows or more
        self._hooks: dict[int, list[int]] = {}  # loose row → rows it is close to
        self._hanging: dict[int, list[int]] = defaultdict(list)  # row → loose rows close to it

    def grow(self, size: int) -> None:
        """Know rows up to ``size``; new ones are a component each."""
        if size > len(self._name):
            self._name.resize(max(size, len(self._name) * 5 // 4, 1024), refcheck=False)
        self._name[self._size : size] = np.arange(self._size, size)
        self._size = max(size, self._size)

    def of(self, row: int) -> int:
        return int(self._name[row])

    def elsewhere(self, row: int, others: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of ``others`` are in a component other than the row's."""
        apart: NDArray[np.bool_] = self._name[others] != self._name[row]
        return apart

    def rows(self, component: int) -> list[int]:
        return self._inside.get(component, [component])

    def all(self) -> list[int]:
        """Every component, as of now, by its lowest row."""
        return list(dict.fromkeys(self._name[: self._size].tolist()))

    def join(self, a: int, b: int) -> None:
        first, second = self.of(a), self.of(b)
        if first == second:
            return
        if (len(self.rows(first)), first) < (len(self.rows(second)), second):
            first, second = second, first
        moved = self._inside.pop(second, [second])
        self._inside.setdefault(first, [first]).extend(moved)
        self._name[moved] = first

    def hang(self, loose: int, row: int) -> None:
        """Note that a loose row is close to another; it joins nothing."""
        hooks = self._hooks.setdefault(loose, [])
        if row not in hooks:
            hooks.append(row)
            self._hanging[row].append(loose)

    def hooks(self, loose: int) -> list[int]:
        return self._hooks.get(loose, [])

    def loose_near(self, rows: Iterable[int]) -> set[int]:
        """The loose rows among ``rows`` and those close to one of them."""
        found: set[int] = set()
        for row in rows:
            if row in self._hooks:
                found.add(row)
            found.update(self._hanging.get(row, ()))
        return found
