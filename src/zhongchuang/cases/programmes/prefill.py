"""Never ask twice (pure): what the platform knows already becomes an answer, and says where it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from zhongchuang.cases.programmes.fields import read_fields, typed_of
from zhongchuang.cases.programmes.known import FACT
from zhongchuang.cases.programmes.schema import FieldType, FormField, Programme
from zhongchuang.core.json_values import Json

Known: TypeAlias = "str | int | Decimal | dt.date | bool | None"
EARLIER = "case:"
"""An origin that is an earlier case of the same applicant, followed by its number."""
_LASTING = frozenset(
    {
        FieldType.TEXT,
        FieldType.LONG,
        FieldType.ACCOUNT,
        FieldType.CHOICE,
        FieldType.CHOICES,
        FieldType.BOOLEAN,
        FieldType.INTEGER,
    }
)
"""Answers that may be the same next time. What was asked for, when, and item by item never is."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier case of the same applicant: its number, its form, what was answered."""

    number: str
    fields: tuple[FormField, ...]
    answers: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Prefilled:
    """Answers filled in beforehand; `origins` says of each where it came from and what it was."""

    answers: dict[str, Json]
    origins: dict[str, Json]


def sources_of(programme: Programme) -> frozenset[str]:
    """Everything the form is filled from: what has to be looked up, and nothing else."""
    return frozenset(field.prefill for field in programme.fields if field.prefill is not None) | frozenset(
        FACT + field.fact for field in programme.fields if field.fact is not None
    )


def prefill(programme: Programme, known: Mapping[str, Known], earlier: Earlier | None = None) -> Prefilled:
    """The form as the platform can fill it: first what it knows of the applicant, then what was answered for the same fact,
    then what the same applicant answered to the same question last time.
    """
    told = Prefilled({}, {})
    once = _claimed(programme)
    for field in programme.fields:
        for source in (field.prefill, FACT + field.fact if field.fact else None):
            if source is not None and field.id not in told.answers:
                _fill(field, source, known.get(source), told)
        if earlier is not None and field.id not in told.answers and field.id not in once:
            _fill_again(field, earlier, told)
    return told


def locked_answers(programme: Programme, known: Mapping[str, Known]) -> dict[str, Json]:
    """What the locked fields say now: they are mended where they are kept, so they are read anew each time."""
    told = Prefilled({}, {})
    for field in programme.fields:
        if field.locked and field.prefill is not None:
            _fill(field, field.prefill, known.get(field.prefill), told)
    return told.answers


def filled(fields: Iterable[FormField], known: Mapping[str, Known]) -> dict[str, Json]:
    """What the platform knows of questions outside of the form: those of a report."""
    told = Prefilled({}, {})
    for field in fields:
        if field.prefill is not None:
            _fill(field, field.prefill, known.get(field.prefill), told)
    return told.answers


def _fill(field: FormField, source: str, value: Known, told: Prefilled) -> None:
    if value is None or value == "":
        return
    answer = _as_answer(field, value)
    if answer is not None:
        told.answers[field.id] = answer
        told.origins[field.id] = {"source": source, "answer": answer}


def _as_answer(field: FormField, value: Known) -> Json:
    """What is known, as this field keeps it; None where it does not fit the field (too long, out of its bounds)."""
    if isinstance(value, bool):
        typed = "true" if value else "false"
    elif isinstance(value, dt.date):
        typed = value.isoformat()
    elif field.type is FieldType.MONEY and isinstance(value, int):
        typed = typed_of(field, value)
    elif field.type is FieldType.RATE and isinstance(value, int | Decimal):
        typed = f"{(Decimal(value) * 100).normalize():f}"
    else:
        typed = str(value)
    free = field.model_copy(update={"locked": False})
    return read_fields((free,), {field.id: (typed,)}).answers.get(field.id)


def _fill_again(field: FormField, earlier: Earlier, told: Prefilled) -> None:
    before = next((one for one in earlier.fields if one.id == field.id), None)
    answer = earlier.answers.get(field.id)
    if before is None or before.type is not field.type or field.type not in _LASTING or answer is None:
        return
    values = answer if isinstance(answer, list) else [answer]
    typed = {field.id: [typed_of(field, value) for value in values]}
    again = read_fields((field,), typed).answers.get(field.id)
    if again is not None:
        told.answers[field.id] = again
        told.origins[field.id] = {"source": EARLIER + earlier.number, "answer": again}


def _claimed(programme: Programme) -> frozenset[str]:
    """Fields that make a case unique: repeating them is what must not happen."""
    return frozenset(key for claim in programme.claims for key in claim.keys)
