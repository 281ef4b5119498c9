"""What somebody has answered, and the verdicts that follow from it: live for a sheet, as given for a stored one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.expressions import LANGUAGE_VERSION, ExpressionsError, Value
from zhongchuang.policy.access import PolicyAction, may_sheet, may_verdict
from zhongchuang.policy.decisions import Difference, differences, still_open
from zhongchuang.policy.matching.asking import next_question
from zhongchuang.policy.matching.errors import MatchingError
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.stored import read_stored
from zhongchuang.policy.matching.subject import FactValue, Source, Subject
from zhongchuang.policy.matching.verdicts import Verdict
from zhongchuang.policy.models import AnswerSheet, StoredVerdict
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.schema import Question, RuleBook, SubjectKind
from zhongchuang.policy.selectors.rulebook import current_rulebook, rulebook_at


def sheet_of(actor: Actor, secret: str, action: PolicyAction = PolicyAction.VIEW) -> AnswerSheet:
    """The sheet of that secret, if it is the actor's to use so. Raises NotFound: what is not yours is not there."""
    sheet: AnswerSheet | None = AnswerSheet.objects.select_related("place").filter(secret=secret).first()
    if sheet is None or not may_sheet(actor, action, sheet, secret=secret):
        raise NotFound(
            "没有找到这份问答，可能已经删除，或者属于别的账户。",
            "These answers were not found; they may have been deleted, or belong to another account.",
            next_zh="请从“我能享受什么”重新开始；用账户开始的问答请先登录。",
            next_en="Start again from “What can I get”; if you began them with an account, sign in first.",
        )
    return sheet


def sheets_to_resume(actor: Actor, secret: str | None, limit: int = 3) -> list[AnswerSheet]:
    """The sheets somebody may go on with, newest first: those of the account, and the last one of this browser."""
    found: list[AnswerSheet] = []
    if actor.user_id is not None:
        found += AnswerSheet.objects.select_related("place").filter(account_id=actor.user_id)[:limit]
    if secret is not None and all(sheet.secret != secret for sheet in found):
        last = AnswerSheet.objects.select_related("place").filter(secret=secret).first()
        found += [last] if last is not None else []
    mine = [sheet for sheet in found if may_sheet(actor, PolicyAction.VIEW, sheet, secret=sheet.secret)]
    return sorted(mine, key=lambda sheet: sheet.changed_at, reverse=True)[:limit]


def verdict_of(actor: Actor, token: str) -> StoredVerdict:
    """The stored verdicts of that token. Raises NotFound."""
    stored = StoredVerdict.objects.select_related("place").filter(token=token).first()
    if stored is None or not may_verdict(actor, PolicyAction.VIEW, stored, token=token):
        raise NotFound(
            "没有找到这份结论，可能已被保存它的人删除。",
            "These results were not found; whoever kept them may have deleted them.",
            next_zh="请核对链接，或自己回答问题得到结论。",
            next_en="Check the link, or answer the questions yourself.",
        )
    return stored


def shared_count(sheet: AnswerSheet) -> int:
    """How many verdicts were stored from a sheet."""
    return StoredVerdict.objects.filter(sheet=sheet).count()


def is_asked_of(book: RuleBook, fact: str, kind: SubjectKind) -> bool:
    """Whether the packs put this question to this kind of subject."""
    question = book.questions.get(fact)
    return question is not None and (not question.asked_of or kind in question.asked_of)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the answers describe. `unusable` names answers that the present packs cannot read any more."""

    subject: Subject
    unusable: tuple[str, ...]


def subject_of(book: RuleBook, sheet: AnswerSheet) -> Known:
    """The subject of a sheet as these packs see it; answers to questions not put to its kind rest."""
    kind = SubjectKind(sheet.kind)
    facts, unusable = _readable(book, sheet.facts)
    asked = {name: value for name, value in facts.items() if is_asked_of(book, name, kind)}
    return Known(Subject(sheet.place_id, kind, asked), unusable)


def _readable(book: RuleBook, kept: Mapping[str, Any]) -> tuple[dict[str, FactValue], tuple[str, ...]]:
    """The facts these packs can read, and the names of those they cannot."""
    facts: dict[str, FactValue] = {}
    unusable: list[str] = []
    for name in (*(n for n in book.questions if n in kept), *(n for n in kept if n not in book.questions)):
        try:
            value: Value = read_stored(name, kept[name]["value"], book.vocabulary)
            book.vocabulary[name].encode(value)
        except (MatchingError, ExpressionsError):
            unusable.append(name)
        else:
            facts[name] = FactValue(value, Source(kept[name]["source"]))
    return facts, tuple(unusable)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a sheet has come: what was asked, the next question, and how many may be left."""

    book: RuleBook
    known: Known
    verdicts: tuple[Verdict, ...]
    following: Question | None
    left: int


def standing_of(sheet: AnswerSheet, on: date) -> Standing:
    """The verdicts of a sheet on a day and the question to put next. Raises NoPacks."""
    book = current_rulebook()
    known = subject_of(book, sheet)
    verdicts = match(book, known.subject, on)
    following = next_question(book, known.subject, on, sheet.asked)
    left = len(still_open(book, verdicts, known.subject.kind, sheet.asked)) if following else 0
    return Standing(book, known, verdicts, following, left)


@dataclass(frozen=True, slots=True)
class Replay:
    """Stored verdicts asked again.

    `verdicts` are those of the packs of that time, where they still come out as they were stored, so that they can be shown
    with all their reasons; None where they do not (the matching has changed since). `changes` is what the present packs
    answer otherwise, None where they can no longer be asked.
    """

    book: RuleBook | None
    subject: Subject | None
    verdicts: tuple[Verdict, ...] | None
    is_current: bool
    changes: tuple[Difference, ...] | None


def replay_of(stored: StoredVerdict) -> Replay:
    """Ask the packs of that time and those of today again, for the day and facts of then."""
    current = current_rulebook()
    is_current = stored.pack_version_id == current.version and stored.language_version == LANGUAGE_VERSION
    book = _book_of_then(stored, current)
    subject = None if book is None else _subject_of_then(book, stored)
    verdicts = None if book is None or subject is None else match(book, subject, stored.on)
    if verdicts is not None and [v.to_json() for v in verdicts] != stored.verdicts:
        verdicts = None
    today = _subject_of_then(current, stored)
    changes = None
    if today is not None:
        now = [verdict.to_json() for verdict in match(current, today, stored.on)]
        changes = differences(stored.verdicts, now)
    return Replay(book, subject, verdicts, is_current, changes)


def _book_of_then(stored: StoredVerdict, current: RuleBook) -> RuleBook | None:
    """The packs of that time, or None where this release can no longer read them."""
    if stored.pack_version_id == current.version:
        return current
    try:
        return rulebook_at(stored.pack_version_id)
    except PackError:
        return None


def _subject_of_then(book: RuleBook, stored: StoredVerdict) -> Subject | None:
    """The subject as it was, or None where these packs no longer know a fact or the place."""
    facts, unusable = _readable(book, stored.facts)
    if unusable or stored.place_id not in book.places:
        return None
    return Subject(stored.place_id, SubjectKind(stored.kind), facts)
