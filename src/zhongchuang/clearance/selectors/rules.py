"""The rules against double support that bind: files of the packs, read once a process.

A rule comes and goes with the release that carries its file. Which rule was applied in its very words is in every clearance
(`rules.binding`): where the words change, the clearances that rest on them are void (docs/decisions/0015).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhongchuang.clearance.rules import Rule, in_force
from zhongchuang.clearance.rules.packs import clause_named, cumulation_rules
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.selectors import current_rulebook


def rules_for(place: str | None, on: dt.date) -> tuple[Rule, ...]:
    """The rules that may concern something in a place on a day, by id. What is missing of a fact, evaluation tells.

    Those of the packs whose words were compared with their document; in demonstration mode the invented ones too.
    """
    return tuple(rule for rule in _binding(*_folders()) if _may_concern(rule, place, on))


def rule_by_id(name: str) -> Rule | None:
    """A rule that binds, by its id."""
    return next((rule for rule in _binding(*_folders()) if rule.id == name), None)


Named = tuple[str, str]
"""A document, by its number or id, and a clause in it."""


def clauses_held(named: Iterable[Named]) -> dict[Named, Named]:
    """Of clauses that rules rest on, where each is read on this site: document slug and clause path; those that are held. One
    small statement, however many.
    """
    wanted = {one for one in named if all(one)}
    try:
        book = current_rulebook() if wanted else None
    except NoPacks:
        return {}
    found = {one: clause_named(book, *one) for one in wanted} if book is not None else {}
    return {one: (place[0], place[1].ref) for one, place in found.items() if place is not None}


def _folders() -> tuple[Path, Path | None]:
    return Path(settings.PACKS_DIR), settings.CUMULATION_DEMONSTRATION_DIR


@lru_cache(maxsize=16)
def _binding(packs: Path, invented: Path | None) -> tuple[Rule, ...]:
    rules = list(in_force(cumulation_rules(packs)))
    if invented is not None:
        rules += cumulation_rules(invented)
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _may_concern(rule: Rule, place: str | None, on: dt.date) -> bool:
    if (rule.since and on < rule.since) or (rule.until and rule.until < on):
        return False
    return place is None or rule.place is None or rule.holds_in(place)
