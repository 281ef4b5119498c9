"""The measures as they stand on one day: which rule, which numbers, in force or not. Worked out once per
day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhongchuang.expressions import ParameterError, Parameters, Rule
from zhongchuang.policy.matching.verdicts import Status
from zhongchuang.policy.packs.schema import Measure, ParameterValue, RuleBook, Text


@dataclass(frozen=True, slots=True)
class Prepared:
    """A measure on a day. `condition` is there exactly where the status is in force."""

    measure: Measure
    status: Status  # in_force, not_yet or expired: what the day alone decides
    why: Text | None  # the sentence for a day on which it is not in force
    condition: Rule | None
    benefit: Rule | None
    checks: tuple[Rule, ...]
    parameters: Parameters
    values: Mapping[str, ParameterValue]


_KEPT_DAYS = 32
_PREPARED: dict[tuple[str, date], tuple[RuleBook, tuple[Prepared, ...]]] = {}


def prepared_measures(book: RuleBook, on: date) -> tuple[Prepared, ...]:
    """All measures of the book on that day, in the order of the book; kept for the days asked for last."""
    key = (book.version, on)
    kept = _PREPARED.get(key)
    if kept is not None and kept[0] is book:
        return kept[1]
    found = tuple(prepare(measure, on) for measure in book.measures())
    while len(_PREPARED) >= _KEPT_DAYS:
        _PREPARED.pop(next(iter(_PREPARED)), None)
    _PREPARED[key] = (book, found)
    return found


def prepare(measure: Measure, on: date) -> Prepared:
    """One measure on that day."""
    values = {name: value for name, p in measure.parameters.items() if (value := p.at(on)) is not None}
    parameters = Parameters(
        {name: parameter.declared for name, parameter in measure.parameters.items()},
        {name: value.value for name, value in values.items()},
    )
    checks = tuple(check.rule for check in measure.checks)
    condition, status, why = _condition(measure, on)
    benefit = next((dated.rule for dated in measure.benefit if dated.covers(on)), None)
    if condition is not None:
        for rule in (condition, *([] if benefit is None else [benefit]), *checks):
            try:
                rule.check(parameters)
            except ParameterError as error:
                status, why = _without_number(measure, error.parameter, on)
                condition = None
                break
    return Prepared(measure, status, why, condition, benefit, checks, parameters, values)


def _condition(measure: Measure, on: date) -> tuple[Rule | None, Status, Text | None]:
    """The rule of the day, or whether the day is too early or too late."""
    if measure.end is not None and measure.end < on:  # first: a document may end before its measure begins
        return None, Status.EXPIRED, _until(measure.end)
    if measure.start is not None and on < measure.start:
        return None, Status.NOT_YET, _from(measure.start)
    for dated in measure.conditions:
        if dated.covers(on):
            return dated.rule, Status.IN_FORCE, None
    status, why = _outside([(d.start, d.end) for d in measure.conditions], on)
    return None, status, why


def _without_number(measure: Measure, parameter: str, on: date) -> tuple[Status, Text]:
    """A promise whose number has no value on the day is not in force: no number is carried over by
    guess.
    """
    values = measure.parameters[parameter].values
    status, when = _outside([(value.start, value.end) for value in values], on)
    label = measure.parameters[parameter].label
    return status, Text(
        f"“{label.zh}”在这一天没有数值：{when.zh}", f"“{label.en}” has no value on this day: {when.en}"
    )


def _outside(periods: list[tuple[date | None, date | None]], on: date) -> tuple[Status, Text]:
    """Before the next period, or after the last one."""
    later = [start for start, _ in periods if start is not None and on < start]
    if later:
        return Status.NOT_YET, _from(min(later))
    ends = [end for _, end in periods if end is not None and end < on]
    return Status.EXPIRED, _until(max(ends, default=on))


def _from(start: date) -> Text:
    return Text(
        f"自{start.year}年{start.month}月{start.day}日起才施行。", f"It applies from {start.isoformat()} on."
    )


def _until(end: date) -> Text:
    return Text(f"只到{end.year}年{end.month}月{end.day}日为止。", f"It applied until {end.isoformat()}.")


def applicable(book: RuleBook, place: str, on: date) -> tuple[Prepared, ...]:
    """The measures of the place and of what it lies in, most specific place first."""
    chain = book.chain(place)
    found = [p for p in prepared_measures(book, on) if p.measure.place in chain]
    return tuple(sorted(found, key=lambda p: chain.index(p.measure.place)))
