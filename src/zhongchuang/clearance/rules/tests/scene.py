"""Rules and supports as the tests write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from zhongchuang.clearance.rules.facts import Key, Level, Standing, Support
from zhongchuang.clearance.rules.schema import Effect, Rule, Source, Text

SOURCE = Source(issuer=Text(zh="测试机关", en="Test office"), quote="不得重复支持", unconfirmed=True)


def rule(effect: Effect, name: str = "a-rule", **more: Any) -> Rule:
    """A rule over one entity, where the test says nothing else."""
    more.setdefault("same", (Key.ENTITY,))
    return Rule(id=name, title=Text(zh=name, en=name), source=SOURCE, effect=effect, **more)


def support(
    ref: str,
    amount: int = 100,
    *,
    on: str = "2026-05-01",
    standing: Standing = Standing.AWARDED,
    level: Level | None = Level.CITY,
    place: str | None = "210100",
    **keys: str,
) -> Support:
    """A support of the one firm 甲, where the test says nothing else; `entity="乙"` names another."""
    keys.setdefault("entity", "甲")
    found = {Key(key): frozenset(value.split()) for key, value in keys.items()}
    return Support(ref, amount, dt.date.fromisoformat(on), standing, level, place, found)


def case(amount: int = 100, *, ref: str = "case:X", on: str = "2026-05-10", **more: Any) -> Support:
    """The case that is being cleared."""
    return support(ref, amount, on=on, standing=Standing.WAITING, **more)
