"""A verdict kept for later: what was asked, on which day, with which packs and which version of the rule
language.

It can be replayed: the same packs, day and facts must give the same answer, and where they do not the
differences are named. Money among the facts is kept in 分, decimals as text, so that nothing is lost in
JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhongchuang.expressions import LANGUAGE_VERSION, Kind, Value, Vocabulary
from zhongchuang.policy.matching.errors import StoredVerdictError
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Source, Subject, checked_subject
from zhongchuang.policy.matching.verdicts import Verdict
from zhongchuang.policy.packs.schema import RuleBook

FORMAT = 1
_COMPARED = (
    "verdict",
    "status",
    "amount",
    "unknown",
    "near_miss",
    "superseded_by",
    "working",
    "reasons",
    "checks",
)


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """One verdict with everything that is needed to ask again."""

    pack_version: str
    language_version: str
    on: date
    place: str
    kind: str
    facts: Mapping[str, Any]  # name → {"value", "source"}, values as JSON holds them
    verdict: Mapping[str, Any]  # Verdict.to_json()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "format": FORMAT,
            "pack_version": self.pack_version,
            "language_version": self.language_version,
            "on": self.on.isoformat(),
            "place": self.place,
            "kind": self.kind,
            "facts": dict(self.facts),
            "verdict": dict(self.verdict),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> StoredVerdict:
        """Read back what `to_json` wrote. Raises `StoredVerdictError`."""
        try:
            if data["format"] != FORMAT:
                raise ValueError(data["format"])
            return cls(
                pack_version=str(data["pack_version"]),
                language_version=str(data["language_version"]),
                on=date.fromisoformat(data["on"]),
                place=str(data["place"]),
                kind=str(data["kind"]),
                facts=dict(data["facts"]),
                verdict=dict(data["verdict"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise StoredVerdictError(
                f"存下的结论缺少或写坏了一项：{error}。请从备份取原件。",
                f"The stored verdict lacks something or is damaged: {error}. Take it from a backup.",
            ) from error

    def subject(self, book: RuleBook) -> Subject:
        """The subject as it was. Raises `SubjectError` where these packs no longer know a fact or the
        place.
        """
        facts = {
            name: FactValue(read_stored(name, entry["value"], book.vocabulary), Source(entry["source"]))
            for name, entry in self.facts.items()
        }
        return checked_subject(book, self.place, self.kind, facts)


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of a verdict that came out otherwise."""

    part: str
    then: Any
    now: Any


def store(verdict: Verdict, book: RuleBook, subject: Subject) -> StoredVerdict:
    """The verdict with what it rested on."""
    return StoredVerdict(
        pack_version=book.version,
        language_version=LANGUAGE_VERSION,
        on=verdict.on,
        place=subject.place,
        kind=subject.kind.value,
        facts={
            name: {"value": stored_value(fact.value), "source": fact.source.value}
            for name, fact in sorted(subject.facts.items())
        },
        verdict=verdict.to_json(),
    )


def stored_value(value: Value) -> Any:
    """A public value as JSON holds it without loss."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def read_stored(name: str, value: object, vocabulary: Vocabulary) -> Value:
    """Back from `stored_value`. Raises `StoredVerdictError` for a fact these packs do not have, or another
    form.
    """
    fact = vocabulary.get(name)
    try:
        if fact is not None and fact.type.kind is Kind.DECIMAL and isinstance(value, str):
            return Decimal(value)
        if fact is not None and fact.type.kind is Kind.DATE and isinstance(value, str):
            return date.fromisoformat(value)
        if fact is not None and isinstance(value, bool | int | str):
            return value
    except (ValueError, InvalidOperation):
        pass  # told below, in one sentence for every wrong form
    raise StoredVerdictError(
        f"存下的事实“{name}”= {value!r} 与这一版政策包不合，请用当时的版本。",
        f"The stored fact “{name}” = {value!r} does not fit these packs; use the version of that time.",
    )


def replay(stored: StoredVerdict, book: RuleBook) -> tuple[Difference, ...]:
    """Ask again with `book`; empty where the answer is the same.

    With the packs of that time any difference means that the rule language or the matching changed; with
    other packs it says what changed for this subject. Raises `StoredVerdictError` or `SubjectError` where
    it cannot be asked.
    """
    measure = stored.verdict["measure"]
    verdicts = match(book, stored.subject(book), stored.on)
    now = next((v.to_json() for v in verdicts if v.measure.id == measure), None)
    if now is None:
        return (Difference("measure", measure, None),)
    return tuple(
        Difference(part, stored.verdict.get(part), now[part])
        for part in _COMPARED
        if stored.verdict.get(part) != now[part]
    )
