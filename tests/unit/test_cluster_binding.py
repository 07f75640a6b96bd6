from __future__ import annotations

from everyside.records.correction import Constraints
from everyside.stages.cluster.binding import Binding
from tests.unit.cluster_worlds import key


def test_who_belongs_together_and_who_does_not_is_known_through_others() -> None:
    rules = Constraints(together=((key(1), key(2)), (key(2), key(3)), (key(4), key(5))), apart=((key(3), key(4)),))
    binding = Binding(rules, {key(number): number for number in range(1, 8)})
    assert sorted(binding.bound(3)) == [1, 2, 3]
    assert sorted(binding.barred(1)) == [4, 5]
    assert sorted(binding.barred(5)) == [1, 2, 3]
    assert binding.rows == {1, 2, 3, 4, 5}
    assert binding.bound(7) == list(binding.barred(7)) == []


def test_absent_articles_bind_those_that_are_there() -> None:
    rules = Constraints(together=((key(1), key(2)), (key(2), key(3))), apart=((key(2), key(4)),))
    binding = Binding(rules, {key(1): 0, key(3): 7, key(4): 5})
    assert binding.together == [(0, 7)]
    assert sorted(binding.barred(5)) == [0, 7]
