"""A form as it was answered (pure): what is asked at all, what is missing, which checks hold, how much may be asked for, what
makes it unique, what changed since last time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from hashlib import sha256

from zhongchuang.cases.programmes.fields import Answers, cell_name
from zhongchuang.cases.programmes.rules import ROWS, Rules, kind_of
from zhongchuang.cases.programmes.schema import (
    Check,
    FieldType,
    FormField,
    Material,
    Programme,
    Section,
    Text,
)
from zhongchuang.core.json_values import Json
from zhongchuang.expressions import FactError, Kind, Rule, Value, evaluate, unknown_facts


@dataclass(frozen=True, slots=True)
class Missing:
    """Something still to be filled in: the page it is on, the control, what it is called."""

    section: str
    name: str
    label: Text
    row: int | None = None  # of a table, from 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the programme says of the answers: it holds, it does not, or these fields are needed to tell."""

    check: Check
    holds: bool | None
    needs: tuple[Text, ...] = ()
    about: tuple[FormField, ...] = ()  # the fields it reads, where it can be mended

    @property
    def refuses(self) -> bool:
        """Whether it stands in the way: only one that holds, or merely warns, does not."""
        return self.holds is not True and self.check.refuses


@dataclass(frozen=True, slots=True)
class Form:
    """A programme's form with answers, on a day."""

    programme: Programme
    rules: Rules
    answers: Answers
    asked: frozenset[str]  # ids of the fields that are asked, their conditions being met
    facts: Mapping[str, Value]
    on: dt.date

    def fields_of(self, section: Section) -> tuple[FormField, ...]:
        """What is asked on a page."""
        return tuple(field for field in section.fields if field.id in self.asked)

    @property
    def kept(self) -> dict[str, Json]:
        """The answers to what is asked: those to a question that fell away are left out."""
        return {name: value for name, value in self.answers.items() if name in self.asked}

    @property
    def materials(self) -> tuple[Material, ...]:
        """The papers that are wanted."""
        return tuple(
            paper
            for paper in self.programme.materials
            if paper.id not in self.rules.materials or self._value(self.rules.materials[paper.id]) is True
        )

    @property
    def amount(self) -> int | None:
        """The most that can be granted, in 分; None where the decision sets it, or something is missing."""
        rule = self.rules.amount
        value = None if rule is None else self._value(rule)
        return value if isinstance(value, int) else None

    def missing(self) -> tuple[Missing, ...]:
        """What has to be filled in and is not, in the order of the form."""
        return tuple(
            missing
            for section in self.programme.sections
            for field in self.fields_of(section)
            for missing in _missing_of(section, field, self.answers.get(field.id))
        )

    def checks(self) -> tuple[Checked, ...]:
        """The checks of the programme, each with what it says. One that asks only for what fell away holds."""
        return tuple(
            self._checked(check, rule)
            for check, rule in zip(self.programme.checks, self.rules.checks, strict=True)
        )

    def _checked(self, check: Check, rule: Rule) -> Checked:
        outcome = evaluate(rule, self.facts, self.rules.parameters, self.on)
        owners = _owners(self.programme.fields)
        read = dict.fromkeys(owners[name].id for name in rule.facts if name in owners)
        if isinstance(outcome.value, bool):
            about = tuple(field for field in self.programme.fields if field.id in read)
            return Checked(check, outcome.value, about=about)
        needed = [owners[name] for name in unknown_facts(outcome) if name in owners]
        asked = tuple(dict.fromkeys(field.label for field in needed if field.id in self.asked))
        return Checked(check, None, asked) if asked or not needed else Checked(check, True)

    def _value(self, rule: Rule) -> Value | None:
        return evaluate(rule, self.facts, self.rules.parameters, self.on).value


def form_of(programme: Programme, rules: Rules, answers: Answers, on: dt.date) -> Form:
    """The form as it stands: conditions are asked in order, an answer to what is not asked counts for nothing."""
    asked: set[str] = set()
    facts: dict[str, Value] = {}
    for field in programme.fields:
        rule = rules.shown.get(field.id)
        if rule is not None and evaluate(rule, facts, rules.parameters, on).value is not True:
            continue
        asked.add(field.id)
        told = facts_from(field, answers.get(field.id))
        facts |= {name: value for name, value in told if _fits(rules, name, value)}
    return Form(programme, rules, answers, frozenset(asked), facts, on)


def facts_from(field: FormField, answer: Json) -> Iterator[tuple[str, Value]]:
    """What the answer to one field is to the rules. A column with a gap where it is required has no sum."""
    if field.type is FieldType.TABLE:
        rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
        yield f"{field.id}_{ROWS}", len(rows)
        for column in field.columns:
            kind = kind_of(column)
            if kind is None or not kind.is_exact:
                continue
            values = [_as_value(column, row.get(column.id)) for row in rows]
            if column.required and any(value is None for value in values):
                continue
            numbers = [value for value in values if isinstance(value, int | Decimal)]
            exact = sum(numbers, Decimal(0))
            yield f"{field.id}_{column.id}", exact if kind.kind is Kind.DECIMAL else int(exact)
        return
    value = _as_value(field, answer) if kind_of(field) is not None else None
    if value is not None:
        yield field.id, value


def _as_value(field: FormField, answer: Json) -> Value | None:
    match field.type:
        case FieldType.DECIMAL | FieldType.RATE:
            return Decimal(answer) if isinstance(answer, str) else None
        case FieldType.DATE:
            return dt.date.fromisoformat(answer) if isinstance(answer, str) else None
        case _:
            return answer if isinstance(answer, str | int) else None


def _fits(rules: Rules, name: str, value: Value) -> bool:
    """Whether rules can reckon with it. An answer kept from another version of the form may not: then it is unknown."""
    fact = rules.vocabulary.get(name)
    if fact is None:
        return False
    try:
        fact.encode(value)
    except FactError:
        return False
    return True


def _owners(fields: Sequence[FormField]) -> dict[str, FormField]:
    """Which field each fact comes from."""
    found: dict[str, FormField] = {}
    for field in fields:
        found[field.id] = field
        if field.type is FieldType.TABLE:
            found[f"{field.id}_{ROWS}"] = field
            found |= {f"{field.id}_{column.id}": field for column in field.columns}
    return found


def _missing_of(section: Section, field: FormField, answer: Json) -> Iterator[Missing]:
    if answer in (None, "", []):
        if field.required:
            yield Missing(section.id, field.id, field.label)
        return
    if field.type is not FieldType.TABLE or not isinstance(answer, list):
        return
    for number, row in enumerate(answer):
        for column in field.columns:
            if column.required and isinstance(row, dict) and row.get(column.id) in (None, ""):
                name = cell_name(field.id, number, column.id)
                label = Text(
                    zh=f"{field.label.zh} 第 {number + 1} 行 {column.label.zh}",
                    en=f"{field.label.en}, row {number + 1}: {column.label.en}",
                )
                yield Missing(section.id, name, label, number + 1)


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is not what it was; a row of a table that came, went or changed is one."""

    field: FormField
    before: Json
    after: Json
    row: int | None = None  # from 1, in whichever of the two has it

    @property
    def columns(self) -> tuple[FormField, ...]:
        """The columns that differ in a row."""
        old, new = (row if isinstance(row, dict) else {} for row in (self.before, self.after))
        return tuple(c for c in self.field.columns if old.get(c.id) != new.get(c.id))


def difference(fields: Sequence[FormField], before: Answers, after: Answers) -> tuple[Difference, ...]:
    """What changed between two versions of the answers, field by field, a table row by row."""
    found: list[Difference] = []
    for field in fields:
        old, new = before.get(field.id), after.get(field.id)
        if old == new:
            continue
        if field.type is FieldType.TABLE:
            found += _row_differences(
                field, old if isinstance(old, list) else [], new if isinstance(new, list) else []
            )
        else:
            found.append(Difference(field, old, new))
    return tuple(found)


def _row_differences(field: FormField, old: list[Json], new: list[Json]) -> Iterator[Difference]:
    left, right = (
        [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows] for rows in (old, new)
    )
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for offset in range(max(i2 - i1, j2 - j1)):
            i, j = i1 + offset, j1 + offset
            was = old[i] if i < i2 else None
            now = new[j] if j < j2 else None
            yield Difference(field, was, now, (j if j < j2 else i) + 1)


def digest_of(answers: Answers, materials: Sequence[Sequence[str]]) -> str:
    """SHA-256 over what is handed in: the answers and the papers."""
    written = json.dumps(
        {"answers": dict(answers), "materials": [list(m) for m in materials]},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sha256(written.encode()).hexdigest()
