"""What the pages decide without a database: how a typed answer is read, which group a verdict stands in, what a question is
worth, and what changed between two answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.money import parse_yuan
from zhongchuang.expressions import ExpressionsError, Fact, Kind, Value, unknown_facts
from zhongchuang.expressions.industry import is_industry_code, section_divisions
from zhongchuang.policy.errors import AnswerUnreadable
from zhongchuang.policy.matching.answering import Decision, answer_all, decide
from zhongchuang.policy.matching.asking import likely_values
from zhongchuang.policy.matching.match import standing
from zhongchuang.policy.matching.subject import Subject
from zhongchuang.policy.matching.verdicts import Answer, Status, Verdict
from zhongchuang.policy.matching.words import money, number
from zhongchuang.policy.packs.schema import Measure, Question, RuleBook, SubjectKind

# ── reading what somebody types ──────────────────────────────────────────────────────────────────────────────────────

_YES_NO = {"true": True, "是": True, "yes": True, "false": False, "否": False, "no": False}
_DAY = re.compile(r"(\d{4})\s*(?:[-/.年])\s*(\d{1,2})\s*(?:[-/.月])\s*(\d{1,2})\s*日?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_INDUSTRY = re.compile(r"([A-T]?)(\d{0,4})")


def read_answer(fact: Fact, question: Question, typed: str) -> Value:
    """The value of a fact from what a person writes: money in 元 or 万元 (kept in 分), full-width digits, thousands
    separators, units, days in several forms, industry codes without their letter.

    Raises AnswerUnreadable with a sentence that says how to write it.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    match fact.type.kind:
        case Kind.BOOLEAN:
            value: Value | None = _YES_NO.get(text.lower())
            said = Wording("请选“是”或“否”。", "Choose “Yes” or “No”.")
        case Kind.CODE:
            value = text if text in fact.type.codes else None
            said = Wording("请从下面选一项。", "Choose one of these.")
        case Kind.INDUSTRY:
            return _industry(fact, text)
        case Kind.DATE:
            value = read_date(text)
            said = Wording(
                f"“{_shown(typed)}”不是一个日期，请写成 2024-01-31 或 2024年1月31日。",
                f"“{_shown(typed)}” is not a date; write it as 2024-01-31.",
            )
        case Kind.MONEY:
            return _within(fact, question, _amount(fact, typed))
        case _:
            return _within(fact, question, _number(fact, question, text))
    if value is None:
        raise AnswerUnreadable(fact.name, said)
    return _within(fact, question, value)


def read_date(text: str) -> date | None:
    """A day as people write it (2024-1-31, 2024/1/31, 2024年1月31日, 20240131); None where it is none."""
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found = _DAY.fullmatch(compact) or _COMPACT_DAY.fullmatch(compact)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:  # the thirtieth of February
        return None


def _shown(typed: str) -> str:
    """What was typed, short enough to stand in a sentence."""
    text = typed.strip()
    return text if len(text) <= 20 else f"{text[:20]}…"


def _amount(fact: Fact, typed: str) -> int:
    if not typed.strip():
        raise AnswerUnreadable(
            fact.name,
            Wording("请填金额，如 1000000 或 100万。", "Enter an amount, e.g. 1000000 or 100万."),
        )
    try:
        return parse_yuan(typed)
    except InvalidInput as error:
        raise AnswerUnreadable(fact.name, error.what) from None


def _number(fact: Fact, question: Question, text: str) -> int | Decimal:
    unit = question.unit.zh if question.unit else ""
    digits = re.sub(r"[\s,]", "", text.removesuffix(unit))
    try:
        exact = Decimal(digits)
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or not digits.lstrip("+-").replace(".", "", 1).isdigit():
        raise AnswerUnreadable(
            fact.name,
            Wording(
                f"“{_shown(text)}”不是数字，请只写数字，如 500。" if text else "请填一个数字，如 500。",
                f"“{_shown(text)}” is not a number; write digits only, e.g. 500."
                if text
                else "Enter a number, e.g. 500.",
            ),
        )
    if fact.type.kind is Kind.INTEGER:
        if exact != exact.to_integral_value():
            raise AnswerUnreadable(
                fact.name,
                Wording("这里要填整数，不带小数。", "Enter a whole number, without decimals."),
            )
        return int(exact)
    places = fact.type.scale
    if _is_finer(exact, places):
        raise AnswerUnreadable(
            fact.name, Wording(f"最多写 {places} 位小数。", f"Write at most {places} decimals.")
        )
    return exact


def _is_finer(exact: Decimal, places: int) -> bool:
    """Whether it has more decimals than that; told by its digits, for arithmetic refuses numbers beyond its precision."""
    _, digits, exponent = exact.as_tuple()
    beyond = -int(exponent) - places
    return beyond > 0 and any(digits[-beyond:])


def _industry(fact: Fact, text: str) -> str:
    """C, C39, C3911; a bare division (39) gets the letter of its section."""
    compact = re.sub(r"\s+", "", text).upper()
    found = _INDUSTRY.fullmatch(compact)
    letter, digits = found.groups() if found else ("", "")
    if not letter and len(digits) >= 2:
        sections = section_divisions().items()
        letter = next((s for s, (low, high) in sections if low <= int(digits[:2]) <= high), "")
    code = f"{letter}{digits}"
    if found and letter and digits[:2] and not is_industry_code(code) and len(digits) >= 2:
        low, high = section_divisions()[letter]
        raise AnswerUnreadable(
            fact.name,
            Wording(
                f"门类 {letter} 里没有 {digits[:2]}，这个门类的大类是 {low:02d} 至 {high:02d}。",
                f"Section {letter} has no division {digits[:2]}; its divisions run from {low:02d} to {high:02d}.",
            ),
        )
    if not is_industry_code(code):
        raise AnswerUnreadable(
            fact.name,
            Wording(
                f"“{_shown(text)}”不是行业代码，请写门类字母加数字，如 C39，或从目录里选。"
                if text
                else "请填行业代码，如 C39，或从目录里选。",
                f"“{_shown(text)}” is not an industry code; write a letter and digits, e.g. C39, or choose below."
                if text
                else "Enter an industry code, e.g. C39, or choose below.",
            ),
        )
    return code


def _within(fact: Fact, question: Question, value: Value) -> Value:
    """The value, if it lies within the bounds of the fact."""
    try:
        fact.encode(value)
    except ExpressionsError:
        low, high = _bound(fact, question, fact.low), _bound(fact, question, fact.high)
        raise AnswerUnreadable(
            fact.name,
            Wording(
                f"应在 {low.zh}至 {high.zh}之间，请核对数字和单位。",
                f"It must lie between {low.en} and {high.en}; check digits and unit.",
            ),
        ) from None
    return value


def _bound(fact: Fact, question: Question, raw: object) -> Wording:
    if isinstance(raw, date):
        return Wording(f"{raw.isoformat()} ", raw.isoformat())
    assert isinstance(raw, int)  # only ordered types have bounds: numbers and days
    if fact.type.kind is Kind.MONEY:
        words = money(raw)
        return Wording(words.zh, words.en)
    digits = number(Decimal(raw).scaleb(-fact.type.scale))
    unit = question.unit
    return Wording(f"{digits} {unit.zh}" if unit else digits, f"{digits} {unit.en}" if unit else digits)


# ── where a verdict stands ───────────────────────────────────────────────────────────────────────────────────────────


class Group(StrEnum):
    """The heading a verdict is shown under."""

    MET = "met"
    SUPERSEDED = "superseded"  # shown under the one that goes before it
    NEARLY = "nearly"  # one condition stands in the way, and it is the asker's
    UNKNOWN = "unknown"
    DIRECTION = "direction"  # encouraged or suspended: there is nothing to apply for
    NOT = "not"
    OTHERS = "others"  # for other kinds of subject


def group_of(verdict: Verdict) -> Group:
    """The group of a verdict. What only encourages never stands under “met” or “nearly” (docs/decisions/0004)."""
    match verdict.status:
        case Status.OTHER_KIND:
            return Group.OTHERS
        case Status.SUPERSEDED:
            return Group.SUPERSEDED
        case Status.NO_OPEN_CALL | Status.SUSPENDED:
            return Group.NOT if _fails(verdict) else Group.DIRECTION
        case _ if verdict.near_miss:
            return Group.NEARLY
    match verdict.answer:
        case Answer.MET:
            return Group.MET
        case Answer.UNKNOWN:
            return Group.UNKNOWN
        case Answer.NOT_MET:
            return Group.NOT


def _fails(verdict: Verdict) -> bool:
    """Whether something other than the missing call stands in the way."""
    said = standing(verdict.measure, verdict.status)
    return any(reason.holds is False and reason not in said for reason in verdict.reasons)


# ── what a question is worth ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Stakes:
    """What hangs on a question: measures it can settle alone, those it brings nearer, amounts that wait for it."""

    settles: tuple[Measure, ...]
    touches: tuple[Measure, ...]
    amounts: tuple[Measure, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All of them, those it can settle first."""
        return (*self.settles, *self.touches, *self.amounts)


def stakes_of(book: RuleBook, subject: Subject, on: date, fact: str) -> Stakes:
    """What the answer to one question would do, everything else left as it is."""
    others = {name: known for name, known in subject.facts.items() if name != fact}
    known = {name: value.value for name, value in others.items()}
    answers = answer_all(book, Subject(subject.place, subject.kind, others), on)
    touched = [d for d in answers.decisions if d.answer is Answer.UNKNOWN and fact in d.unknown]
    settles = [d for d in touched if _can_settle(book, d, subject.kind, known, fact, on)]
    waiting = [
        d
        for d in answers.decisions
        if (benefit := answers.benefit(d, on)) is not None and fact in unknown_facts(benefit)
    ]
    return Stakes(
        tuple(d.prepared.measure for d in settles),
        tuple(d.prepared.measure for d in touched if d not in settles),
        tuple(d.prepared.measure for d in waiting),
    )


def _can_settle(
    book: RuleBook, decision: Decision, kind: SubjectKind, known: Mapping[str, Value], fact: str, on: date
) -> bool:
    """Whether some likely answer alone decides the measure."""
    return any(
        decide(decision.prepared, kind, book.vocabulary.subject({**known, fact: value}), on).answer
        is not Answer.UNKNOWN
        for value in likely_values(book.vocabulary[fact], [decision.prepared], on)
    )


def still_open(
    book: RuleBook, verdicts: Iterable[Verdict], kind: SubjectKind, asked: Collection[str]
) -> tuple[str, ...]:
    """The facts that could still be asked: at most so many questions are left."""
    wanted = {name for verdict in verdicts for name in (*verdict.unknown, *verdict.amount_unknown)}
    return tuple(
        name
        for name, question in book.questions.items()
        if name in wanted and name not in asked and (not question.asked_of or kind in question.asked_of)
    )


# ── what changed between two answers ─────────────────────────────────────────────────────────────────────────────────

COMPARED = ("verdict", "status", "amount", "near_miss", "superseded_by", "benefit_kind")
"""What makes two answers about a measure different for whoever gets them; other wording does not."""
Stored = Mapping[str, Any]
"""A verdict as `Verdict.to_json` writes it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure answered otherwise: `then` is None where it was not among the measures, `now` where it no longer is."""

    measure: str
    then: Stored | None
    now: Stored | None


def differences(then: Sequence[Stored], now: Sequence[Stored]) -> tuple[Difference, ...]:
    """The measures about which two sets of verdicts differ, in the order of the older set, new ones last.

    A measure for others is no news on either side.
    """
    before = {verdict["measure"]: verdict for verdict in then}
    after = {verdict["measure"]: verdict for verdict in now}
    found = [
        Difference(name, before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if _digest(before.get(name)) != _digest(after.get(name))
    ]
    return tuple(found)


def _digest(verdict: Stored | None) -> tuple[object, ...] | None:
    if verdict is None or verdict["status"] == Status.OTHER_KIND:
        return None
    return tuple(verdict.get(part) for part in COMPARED)
