"""One at a time for everything that could meet: a lane is an identifier that two supports may share.

Whoever issues a clearance, or decides on one, holds the lanes of its identifiers until the transaction ends: of two that could
breach a limit together the second reads what the first has left. Lanes are taken in one sorted order, after the row of what is
cleared and before rounds, budgets and accounts; nobody who holds a lane waits for the row of another case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from zhongchuang.clearance.errors import FactsMoved
from zhongchuang.clearance.rules import Key, Rule, Support, keys_to_look_up
from zhongchuang.clearance.selectors.rules import rules_for
from zhongchuang.core.locks import alone

PREFIX = "clearance.lane:"


def lane_names(keys: Mapping[Key, Iterable[str]]) -> list[str]:
    """The names of the lanes of these identifiers, in the order in which everybody takes them."""
    return sorted(
        PREFIX + sha256(f"{key.value}\0{value}".encode()).hexdigest()
        for key, values in keys.items()
        for value in values
    )


def held_alone(read: Callable[[], Support]) -> tuple[Support, tuple[Rule, ...]]:
    """The support and its rules, read with its lanes held until the transaction ends.

    It is read once to know the lanes and again with them held: what somebody changed in between (a relation recorded, a merger)
    counts. Raises FactsMoved where the lanes held no longer suffice and a further one would have to be taken out of order.
    """
    support = read()
    rules = rules_for(support.place, support.on)
    held = lane_names(keys_to_look_up(support, rules))
    for name in held:
        alone(name)
    support = read()
    rules = rules_for(support.place, support.on)
    more = [name for name in lane_names(keys_to_look_up(support, rules)) if name not in held]
    for name in more:
        if held and name < held[-1]:
            raise FactsMoved()
        alone(name)
    return (read(), rules) if more else (support, rules)
