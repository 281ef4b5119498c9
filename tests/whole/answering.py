"""A form filled in by itself: every question of a programme gets an answer, and the programme's own rules are met.

Answers come from the definitions of the fields. Where a check of the programme is not met, the fields it asks for are tried
with other values, among them what the others add up to, until it is. What stays unmet is told, never left for the verb to find.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from zhongchuang.cases.programmes.answers import Form, form_of
from zhongchuang.cases.programmes.fields import NO, YES, cell_name, read_fields, typed_of
from zhongchuang.cases.programmes.rules import Rules, compile_rules
from zhongchuang.cases.programmes.schema import FieldType, FormField, Programme, Section
from zhongchuang.core.json_values import Json

ROWS = 3
YUAN = 100
PAYEE_ACCOUNT = "6222000000000012345"
"""Belongs to nobody."""
DAYS = (dt.date(2026, 6, 1), dt.date(2026, 9, 14), dt.date(2028, 6, 1), dt.date(2020, 3, 2))
AMOUNTS = (60_000, 20_000, 300_000, 1)
NUMBERS = (40, 1, 2, 80, 2025)
TRIES = 40
"""How many changes are tried before the rules are called contradictory; no programme of the packs needs ten."""


class NotAnswered(AssertionError):
    """The rules of a programme that no answer tried could satisfy."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What to type into each section, by the names of the controls."""

    sections: Mapping[str, Mapping[str, str]]
    form: Form


def filled(
    programme: Programme,
    known: Mapping[str, Json],
    on: dt.date,
    *,
    mark: str = "1",
    given: Mapping[str, Json] | None = None,
) -> Filled:
    """Everything a form asks, with `known` (prefilled) and `given` (said outright) kept. `mark` makes texts differ.

    Raises NotAnswered.
    """
    rules = compile_rules(programme)
    fixed = dict(given or {})
    answers: dict[str, Json] = {**known, **fixed}
    for field in programme.fields:
        if field.id not in answers and not field.locked:
            answers[field.id] = _first(field, mark)
    found = _satisfied(programme, rules, answers, set(fixed), on)
    form = form_of(programme, rules, found, on)
    typed = {section.id: dict(_typed(form.fields_of(section), found)) for section in programme.sections}
    _as_read(programme, typed, found)
    return Filled({name: one for name, one in typed.items() if one}, form)


def answered(sections: Sequence[Section], mark: str = "1") -> dict[str, Json]:
    """Answers to sections without rules: a report, an acceptance."""
    return {field.id: _first(field, mark) for section in sections for field in section.fields}


def _first(field: FormField, mark: str) -> Json:
    if field.type is FieldType.TABLE:
        return [
            {c.id: _first(c, f"{mark}-{row}") for c in field.columns}
            for row in range(min(ROWS, field.max_rows))
        ]
    return _values(field, mark)[0]


def _values(field: FormField, mark: str) -> list[Json]:
    """What a field may be answered with, the likeliest first."""
    low, high = field.minimum or Decimal(0), field.maximum
    match field.type:
        case FieldType.TEXT | FieldType.LONG:
            longest = field.max_length or 200
            return [f"虚构{field.label.zh}"[: longest - len(mark)] + mark]
        case FieldType.MONEY:
            return [amount * YUAN for amount in AMOUNTS if low <= amount and (high is None or amount <= high)]
        case FieldType.INTEGER:
            return [int(n) for n in _within(low, high)]
        case FieldType.DECIMAL:
            return [str(Decimal(n).quantize(Decimal(1).scaleb(-field.places))) for n in _within(low, high)]
        case FieldType.RATE:
            return [
                str(Decimal(n).scaleb(-2).quantize(Decimal(1).scaleb(-field.places - 2)))
                for n in (50, 100, 1)
            ]
        case FieldType.DATE:
            return [day.isoformat() for day in DAYS]
        case FieldType.BOOLEAN:
            return [True, False]
        case FieldType.CHOICE:
            return [option.value for option in field.options]
        case FieldType.CHOICES:
            return [[field.options[0].value]]
        case FieldType.ACCOUNT:
            return [PAYEE_ACCOUNT]
        case FieldType.TABLE:
            raise AssertionError(field.id)


def _within(low: Decimal, high: Decimal | None) -> list[Decimal]:
    """Numbers a field takes; a year where its bounds are years."""
    found = [Decimal(n) for n in NUMBERS if low <= n and (high is None or n <= high)]
    return found or [low]


def _satisfied(
    programme: Programme, rules: Rules, answers: dict[str, Json], fixed: set[str], on: dt.date
) -> dict[str, Json]:
    """The answers, changed until no check refuses: each time the one change that leaves the fewest unmet."""
    now = form_of(programme, rules, answers, on)
    for _try in range(TRIES):
        unmet = _unmet(now)
        if not unmet:
            return answers
        best, fewest = answers, unmet
        for changed in _changes(programme, rules, now, answers, fixed):
            then = _unmet(form_of(programme, rules, changed, on))
            if len(then) < len(fewest):
                best, fewest = changed, then
        if best is answers:
            break
        answers = best
        now = form_of(programme, rules, answers, on)
    raise NotAnswered(f"{programme.id}: {'；'.join(_unmet(now))}")


def _unmet(form: Form) -> list[str]:
    return [one.check.text.zh for one in form.checks() if one.refuses]


def _changes(
    programme: Programme, rules: Rules, form: Form, answers: dict[str, Json], fixed: set[str]
) -> Iterator[dict[str, Json]]:
    """Every single change of a field that an unmet check asks for."""
    fields = {field.id: field for field in programme.fields}
    sums = _sums(form)
    asked = [
        name
        for one, rule in zip(form.checks(), rules.checks, strict=True)
        if one.refuses
        for name in rule.facts
    ]
    for name in dict.fromkeys(asked):
        field = fields.get(name)
        if field is not None and name not in fixed and not field.locked:
            tried = _values(field, "1")
            if field.type is FieldType.MONEY:
                tried = [*tried, *sums]
            yield from ({**answers, name: value} for value in tried if value != answers.get(name))
        elif field is None:
            yield from _rows_changed(programme, answers, name, fixed, sums)


def _rows_changed(
    programme: Programme, answers: dict[str, Json], fact: str, fixed: set[str], sums: Sequence[int]
) -> Iterator[dict[str, Json]]:
    """A column of money shared out anew over its rows, so that it adds up to something the form says."""
    for table in programme.fields:
        for column in table.columns:
            rows = answers.get(table.id)
            if f"{table.id}_{column.id}" != fact or table.id in fixed or not isinstance(rows, list):
                continue
            if column.type is not FieldType.MONEY:
                continue
            for whole in sums:
                part = whole // len(rows)
                shared = [part] * (len(rows) - 1) + [whole - part * (len(rows) - 1)]
                yield {
                    **answers,
                    table.id: [
                        {**(row if isinstance(row, dict) else {}), column.id: one}
                        for row, one in zip(rows, shared, strict=True)
                    ],
                }


def _sums(form: Form) -> list[int]:
    """The amounts of a form, what two of them add up to, and by how much they differ: equalities are met by these."""
    money = sorted({value for value in form.facts.values() if isinstance(value, int) and value >= YUAN})
    pairs = [(a, b) for a, b in combinations(money, 2)]
    return sorted({*money, *(a + b for a, b in pairs), *(b - a for a, b in pairs if b > a)})


def _typed(fields: Sequence[FormField], answers: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """The answers as somebody types them."""
    for field in fields:
        answer = answers.get(field.id)
        if field.locked or answer is None:
            continue
        if field.type is FieldType.TABLE and isinstance(answer, list):
            for number, row in enumerate(answer):
                for column in field.columns:
                    cell = row.get(column.id) if isinstance(row, dict) else None
                    yield cell_name(field.id, number, column.id), _as_typed(column, cell)
        else:
            yield field.id, _as_typed(field, answer)


def _as_typed(field: FormField, answer: Json) -> str:
    if field.type is FieldType.CHOICES and isinstance(answer, list):
        return str(answer[0])
    if field.type is FieldType.ACCOUNT:
        return str(answer)
    if field.type is FieldType.BOOLEAN:
        return YES if answer else NO
    return typed_of(field, answer)


def _as_read(
    programme: Programme, typed: Mapping[str, Mapping[str, str]], answers: Mapping[str, Json]
) -> None:
    """What was typed reads back as the answer it stands for, without a complaint."""
    for section in programme.sections:
        names = typed[section.id]
        tables = {field.id for field in section.fields if field.type is FieldType.TABLE}
        ids = {name.partition("-")[0] if name.partition("-")[0] in tables else name for name in names}
        asked = [field for field in section.fields if field.id in ids]
        reading = read_fields(asked, {name: [value] for name, value in names.items()})
        assert not reading.errors, (programme.id, reading.errors)
        for field in asked:
            if field.type is not FieldType.ACCOUNT:  # kept encrypted from the moment it is read
                assert reading.answers[field.id] == answers[field.id], (programme.id, field.id)
