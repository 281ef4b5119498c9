"""What a scenario changes: plain frozen data, to and from JSON.

Money is integer 分, rates are exact decimals, days are dates. A change names what it is about by its id in the pack;
whether that exists is asked when the book is made (`changed`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, TypeAlias

from zhongchuang.expressions import Kind, Value
from zhongchuang.policy.packs.schema import Parameter, RuleBook
from zhongchuang.policy.simulation.errors import ChangeError

ParameterContent: TypeAlias = Value | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetParameter:
    """Another value of a number or list, on the days from `start` to `end` (None: without limit)."""

    measure: str
    parameter: str
    value: ParameterContent
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class SetCap:
    """At most this much: the amount becomes LEAST(amount, cap)."""

    measure: str
    cap_fen: int


@dataclass(frozen=True, slots=True)
class SetCondition:
    """Another condition, in the rule language, on every day of the measure."""

    measure: str
    text: str


@dataclass(frozen=True, slots=True)
class SetDates:
    """Another first and last day. Where the measure lasts longer than its numbers and rules, the last ones go on;
    where it begins earlier, the first ones do.
    """

    measure: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Switch:
    """A measure that nobody has (`on` False), or one that opens: what only encourages or waits becomes a promise."""

    measure: str
    on: bool


@dataclass(frozen=True, slots=True)
class Repeal:
    """A document repealed on that day: its measures hold until the day before."""

    document: str
    day: date


Change: TypeAlias = SetParameter | SetCap | SetCondition | SetDates | Switch | Repeal
_KINDS: Mapping[str, type[Change]] = {
    "parameter": SetParameter,
    "cap": SetCap,
    "condition": SetCondition,
    "dates": SetDates,
    "switch": Switch,
    "repeal": Repeal,
}


def changes_to_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """As kept in a database: a list of objects with their kind."""
    return [_to_json(change) for change in changes]


def _to_json(change: Change) -> dict[str, Any]:
    match change:
        case SetParameter(measure, parameter, value, start, end):
            return {
                "kind": "parameter",
                "measure": measure,
                "parameter": parameter,
                "value": content_to_json(value),
                "start": _iso(start),
                "end": _iso(end),
            }
        case SetCap(measure, cap):
            return {"kind": "cap", "measure": measure, "cap_fen": cap}
        case SetCondition(measure, text):
            return {"kind": "condition", "measure": measure, "text": text}
        case SetDates(measure, start, end):
            return {"kind": "dates", "measure": measure, "start": _iso(start), "end": _iso(end)}
        case Switch(measure, on):
            return {"kind": "switch", "measure": measure, "on": on}
        case Repeal(document, day):
            return {"kind": "repeal", "document": document, "day": day.isoformat()}


def content_to_json(value: ParameterContent) -> Any:
    """A value as JSON; what it was is told by the parameter it belongs to."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def changes_from_json(book: RuleBook, items: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    """What `changes_to_json` wrote, for the book they are about. Raises ChangeError."""
    return tuple(_from_json(book, item) for item in items)


def _from_json(book: RuleBook, item: Mapping[str, Any]) -> Change:
    given = {name: value for name, value in item.items() if name != "kind"}
    kind = _KINDS.get(str(item.get("kind")))
    try:
        if kind is None:
            raise ValueError
        for name in ("start", "end", "day"):
            if isinstance(given.get(name), str):
                given[name] = date.fromisoformat(given[name])
        if kind is SetParameter:
            parameter = parameter_of(book, given["measure"], given["parameter"])
            given["value"] = _content(parameter, given["value"])
        return kind(**given)
    except (ValueError, TypeError, KeyError, InvalidOperation):
        raise ChangeError(
            "changes",
            "保存的改动读不出来，请重新填写。",
            "The change as it was kept cannot be read; enter it again.",
        ) from None


def parameter_of(book: RuleBook, measure: str, name: str) -> Parameter:
    """A parameter by measure and name. Raises ChangeError."""
    found = book.measure(measure)
    if found is None:
        raise unknown_measure(measure)
    if name not in found.parameters:
        raise ChangeError(
            "parameter",
            f"措施“{found.title.zh}”没有参数“{name}”，请从列出的参数里选。",
            f"The measure “{found.title.en}” has no parameter “{name}”; choose one of those listed.",
        )
    return found.parameters[name]


def unknown_measure(measure: str) -> ChangeError:
    """For a measure that is not in the book."""
    return ChangeError(
        "measure",
        f"这一版政策包里没有措施“{measure}”，请重新选择。",
        f"This pack version holds no measure “{measure}”; choose again.",
    )


def _content(parameter: Parameter, written: Any) -> ParameterContent:
    if parameter.declared.many:
        return tuple(str(item) for item in written)
    match parameter.declared.type.kind:
        case Kind.DECIMAL:
            return Decimal(written)
        case Kind.DATE:
            return date.fromisoformat(written)
        case _:
            value: Value = written
            return value


def digest(changes: Iterable[Change]) -> str:
    """Tells one set of changes from another: the SHA-256 of their JSON."""
    text = json.dumps(changes_to_json(changes), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
