"""What matching answers: verdicts with their reasons, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from zhongchuang.policy.packs.organs import Unit
from zhongchuang.policy.packs.schema import Check, Measure, Text


class Answer(StrEnum):
    """Three-valued: a subject has it, has it not, or something is missing to tell."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """Where the promise itself stands for this subject on this day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"  # begins later
    EXPIRED = "expired"  # its time is over
    NO_OPEN_CALL = "no_open_call"  # only encouraged: confers nothing without an open programme
    SUSPENDED = "suspended"  # waits for a condition outside the subject
    SUPERSEDED = "superseded"  # met, but another promise of its topic goes before
    OTHER_KIND = "other_kind"  # for others


@dataclass(frozen=True, slots=True)
class FactRead:
    """A fact as it went into a reason; `value` is None while unknown."""

    name: str
    label: Text
    value: Text | None
    source: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"fact": self.name, "label": self.label.zh, "value": _zh(self.value), "source": self.source}


@dataclass(frozen=True, slots=True)
class ParameterRead:
    """A number of the law as it went into a reason, with the words or the text it comes from."""

    name: str
    label: Text
    value: Text
    clause: str | None
    quote: str | None
    basis: Text | None  # title and number of a text not held
    text_held: bool
    unconfirmed: bool
    note: Text | None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "parameter": self.name,
            "label": self.label.zh,
            "value": self.value.zh,
            "clause": self.clause,
            "quote": self.quote,
            "basis": _zh(self.basis),
            "text_held": self.text_held,
            "unconfirmed": self.unconfirmed,
            "note": _zh(self.note),
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence and whether it holds (None: not known); `decisive` where the answer rests on it."""

    text: Text
    holds: bool | None
    decisive: bool = True
    facts: tuple[FactRead, ...] = ()
    parameters: tuple[ParameterRead, ...] = ()
    children: tuple[Reason, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, the tree under `reasons`."""
        return {
            "text": self.text.zh,
            "text_en": self.text.en,
            "holds": self.holds,
            "decisive": self.decisive,
            "facts": [fact.to_json() for fact in self.facts],
            "parameters": [parameter.to_json() for parameter in self.parameters],
            "reasons": [child.to_json() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class Working:
    """How an amount came about: `1,000,000 元 × 70% = 700,000 元`, and below it what each number is."""

    text: Text
    facts: tuple[FactRead, ...] = ()
    parameters: tuple[ParameterRead, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "text": self.text.zh,
            "text_en": self.text.en,
            "facts": [fact.to_json() for fact in self.facts],
            "parameters": [parameter.to_json() for parameter in self.parameters],
        }


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A criterion the department verifies: fulfilled, failed, or still to be verified (None)."""

    check: Check
    holds: bool | None
    reason: Reason

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"text": self.check.text.zh, "text_en": self.check.text.en, "holds": self.holds}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer about one measure.

    `unknown` holds the facts that can still change the answer, `amount_unknown` those missing for the
    amount of a measure that is met. `amount_fen` is 分, None where there is no amount or it cannot be
    told. `near_miss` says that exactly one condition stands in the way, and `to_change` what would have
    to be different.
    """

    measure: Measure
    on: date
    document_title: str
    document_number: str | None
    answer: Answer
    status: Status
    amount_fen: int | None
    working: Working | None
    unknown: tuple[str, ...]
    amount_unknown: tuple[str, ...]
    reasons: tuple[Reason, ...]
    near_miss: bool
    to_change: Text | None
    superseded_by: str | None
    checks: tuple[CheckResult, ...]
    units: tuple[Unit, ...]

    @property
    def to_verify(self) -> tuple[CheckResult, ...]:
        """Checks nobody can tell yet: the department will look at them."""
        return tuple(result for result in self.checks if result.holds is None)

    def to_json(self) -> dict[str, Any]:
        """The public form; amounts in 元 as numbers, whole ones as integers."""
        measure = self.measure
        return {
            "measure": measure.id,
            "title": measure.title.zh,
            "title_en": measure.title.en,
            "document": measure.clause.document,
            "document_title": self.document_title,
            "document_number": self.document_number,
            "clause": measure.clause.ref,
            "quote": measure.quote,
            "verdict": self.answer.value,
            "status": self.status.value,
            "modality": measure.modality.value,
            "instrument": measure.instrument.value,
            "procedure": measure.procedure.value,
            "amount": yuan_number(self.amount_fen),
            "benefit_kind": None if measure.benefit_kind is None else measure.benefit_kind.value,
            "amount_set_by": _zh(measure.amount_set_by),
            "working": None if self.working is None else self.working.to_json(),
            "unknown": list(self.unknown),
            "amount_unknown": list(self.amount_unknown),
            "reasons": [reason.to_json() for reason in self.reasons],
            "near_miss": self.near_miss,
            "to_change": _zh(self.to_change),
            "superseded_by": self.superseded_by,
            "checks": [result.to_json() for result in self.checks],
            "units": [
                {"name": u.name, "today": list(u.today), "unconfirmed": u.unconfirmed} for u in self.units
            ],
            "materials": [material.zh for material in measure.materials],
            "until": _zh(measure.until),
            "unconfirmed": measure.unconfirmed,
            "on": self.on.isoformat(),
        }


def yuan_number(fen: int | None) -> int | float | None:
    """分 as a JSON number of 元: an integer where whole, else a decimal fraction.

    The float is for output only, and exact to the 分 for every amount below 2^53 分 (90 万亿元).
    """
    if fen is None:
        return None
    whole, rest = divmod(fen, 100)
    return fen / 100 if rest else whole


def _zh(text: Text | None) -> str | None:
    return None if text is None else text.zh
