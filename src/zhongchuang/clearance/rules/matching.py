"""Which rules a case is under, and which other supports meet it there (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhongchuang.clearance.decisions import canonical
from zhongchuang.clearance.rules.facts import COMMITTED, Key, Standing, Support, shared
from zhongchuang.clearance.rules.periods import together
from zhongchuang.clearance.rules.schema import Effect, Filter, Levels, Period, Rule, Window


def in_force(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that bind: those whose words were compared with the document. The others stay examples until they are."""
    return tuple(rule for rule in rules if not rule.source.unconfirmed)


def concerns(rule: Rule, case: Support) -> bool | None:
    """Whether the case is under the rule; None where a fact of the case is missing (`missing_facts`), so that nobody can say.

    It depends on the case and never on what others have. A key that the case does not have (no contract) is no missing
    fact: there is nothing to compare.
    """
    if (rule.since and case.on < rule.since) or (rule.until and rule.until < case.on):
        return False
    if not all(case.of(key) for key in (*rule.same, *rule.differ)):
        return False
    fits = _fits(rule.among, case)
    if fits is False or (case.place is not None and not rule.holds_in(case.place)):
        return False
    return None if fits is None or missing_facts(rule, case) else True


def missing_facts(rule: Rule, case: Support) -> tuple[str, ...]:
    """Facts of the case without which the rule cannot be asked: of `place`, `level`, `span`."""
    wants_level = rule.levels is not Levels.ANY or rule.among.levels is not None
    wanted = {
        "place": rule.place is not None and case.place is None,
        "level": wants_level and case.level is None,
        "span": rule.window.period is Period.OVERLAP and case.span is None,
    }
    return tuple(name for name, missing in wanted.items() if missing)


def meets(rule: Rule, case: Support, other: Support) -> bool | None:
    """Whether the other support meets the case under the rule; None where a fact of the other one is missing.

    What has ended meets nothing. An award of another department may come without its level: that it shares everything
    else is told, not passed over.
    """
    if other.standing is Standing.ENDED or not all(shared(case, other, key) for key in rule.same):
        return False
    if any(shared(case, other, key) for key in rule.differ):
        return False
    asked = (
        _fits(rule.other, other),
        _levels(rule.levels, case, other),
        _together(rule.window, case, other),
        True if all(other.of(key) for key in rule.differ) else None,
    )
    if False in asked:
        return False
    return None if None in asked else True


def counts(rule: Rule, case: Support, other: Support) -> bool:
    """Whether one that meets the case counts, or is only shown: a later one in line is the later one's concern.

    Where the higher one is taken, a lower one that only waits does not count: it would have to be made up to the higher one
    anyway, and counting it on both sides would leave the two together less than the higher one.
    """
    if other.standing in COMMITTED:
        return True
    if rule.effect is Effect.HIGHER and other.amount < case.amount:
        return False
    return rule.waiting and other.place_in_line < case.place_in_line


def giving_way(rules: Sequence[Rule]) -> dict[str, str]:
    """Of rules that concern one case: which give way (by id), and to which of a higher level on the same matter."""
    found: dict[str, str] = {}
    for rule in rules:
        if not rule.gives_way or rule.set_by is None:
            continue
        above = [
            (other.set_by.rank, other.id)
            for other in rules
            if other.matter == rule.matter
            and other.set_by is not None
            and other.set_by.rank > rule.set_by.rank
        ]
        if above:
            found[rule.id] = max(above)[1]
    return found


def keys_to_look_up(case: Support, rules: Iterable[Rule]) -> dict[Key, frozenset[str]]:
    """By which identifiers other supports have to be fetched: whoever meets the case shares at least one of them.

    Of each rule the key that fewest share. Under `related` stand the related parties and the entity itself: fetch supports
    of those entities, and supports whose related parties have the case's entity among them.
    """
    found: dict[Key, frozenset[str]] = {}
    for rule in rules:
        if concerns(rule, case):
            key = min(rule.same, key=_RAREST.index)
            found[key] = case.of(key)
    return found


_RAREST = (
    *(Key.INVOICE, Key.CONTRACT, Key.EQUIPMENT, Key.PROJECT, Key.CONTENT, Key.WORKER, Key.PERSON),
    *(Key.ENTITY, Key.RELATED, Key.REPRESENTATIVE, Key.CONTROLLER),
    *(Key.PROGRAMME, Key.FAMILY, Key.CATEGORY, Key.DEPARTMENT),
)


def _fits(wanted: Filter, support: Support) -> bool | None:
    """None where only the level is missing."""
    for key, names in wanted.named.items():
        if not support.of(key) & frozenset(map(canonical, names)):
            return False
    if wanted.levels is None:
        return True
    return None if support.level is None else support.level in wanted.levels


def _levels(wanted: Levels, case: Support, other: Support) -> bool | None:
    if wanted is Levels.ANY:
        return True
    if case.level is None or other.level is None:
        return None
    return (case.level is other.level) == (wanted is Levels.SAME)


def _together(window: Window, case: Support, other: Support) -> bool | None:
    if window.period is Period.OVERLAP and other.span is None:
        return None
    return together(window, case, other)
