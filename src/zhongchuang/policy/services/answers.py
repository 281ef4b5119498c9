"""Keeping what somebody answers in “我能享受什么”, and the verdicts they were given.

What is answered is personal: the audit log holds it under a key of the sheet's own, so that deleting the sheet makes it
unreadable for good while every proof stays whole (docs/decisions/0007).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write, person_erase
from zhongchuang.core.errors import InvalidInput, NotFound, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.expressions import LANGUAGE_VERSION, ExpressionsError, Value
from zhongchuang.policy.access import PolicyAction, may_sheet
from zhongchuang.policy.errors import AnswerUnreadable, QuestionUnknown
from zhongchuang.policy.events import VerdictStored
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.stored import stored_value
from zhongchuang.policy.matching.subject import Source
from zhongchuang.policy.models import AnswerSheet, StoredVerdict
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind
from zhongchuang.policy.selectors.answering import is_asked_of, subject_of
from zhongchuang.policy.selectors.rulebook import current_rulebook

SECRET_BYTES = 24
"""Of a link: 192 random bits, 32 characters to copy."""


def person_key(sheet_id: object) -> str:
    """Under which key the audit log encrypts what a sheet holds."""
    return f"sheet:{sheet_id}"


def sheet_start(*, actor: Actor, place: str, kind: SubjectKind, key: str | None = None) -> AnswerSheet:
    """Begin a sheet; it belongs to the account of the actor, or to whoever holds its secret.

    Raises InvalidInput for a place the packs do not know, NoPacks.
    """
    book = current_rulebook()
    _check_place(book, place)

    def run() -> AnswerSheet:
        moment = clock.now()
        sheet: AnswerSheet = AnswerSheet.objects.create(
            secret=secrets.token_urlsafe(SECRET_BYTES),
            account_id=actor.user_id,
            place_id=place,
            kind=kind,
            started_at=moment,
            changed_at=moment,
        )
        _log(actor, "policy.sheet_start", sheet, None, {"place": place, "kind": kind.value})
        return sheet

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.sheet_start",
        request={"place": place, "kind": kind.value},
        run=run,
        remember=lambda sheet: sheet.pk,
        recall=_sheet_at,
    )


def sheet_move(
    *,
    actor: Actor,
    sheet: AnswerSheet,
    secret: str,
    place: str,
    kind: SubjectKind,
    expected_version: int,
    key: str | None = None,
) -> AnswerSheet:
    """Ask for another place or as somebody else; the answers stay. Raises NotFound, InvalidInput, StaleVersion."""
    _check_place(current_rulebook(), place)

    def change(locked: AnswerSheet) -> tuple[Mapping[str, object], Mapping[str, object]]:
        before = {"place": locked.place_id, "kind": locked.kind}
        locked.place_id, locked.kind = place, kind
        return before, {"place": place, "kind": kind.value}

    request = {"place": place, "kind": kind.value}
    return _changed(actor, "policy.sheet_move", sheet, secret, expected_version, key, request, change)


def sheet_answer(
    *,
    actor: Actor,
    sheet: AnswerSheet,
    secret: str,
    fact: str,
    value: Value,
    expected_version: int,
    key: str | None = None,
) -> AnswerSheet:
    """Keep the answer to one question, in place of an earlier one. `value` is public (money in 分).

    Raises NotFound for a sheet that is not the actor's, QuestionUnknown, AnswerUnreadable, StaleVersion, KeyReused.
    """
    book = current_rulebook()
    _check_question(book, sheet, fact)
    try:
        book.vocabulary[fact].encode(value)
    except ExpressionsError as error:
        raise AnswerUnreadable(fact, Wording(error.zh, error.en)) from None
    kept = {"value": stored_value(value), "source": Source.DECLARED.value}

    def change(locked: AnswerSheet) -> tuple[Mapping[str, object], Mapping[str, object]]:
        before = locked.facts.get(fact)
        locked.facts = {**locked.facts, fact: kept}
        locked.asked = [*locked.asked, *([] if fact in locked.asked else [fact])]
        return {"fact": fact, "answer": before}, {"fact": fact, "answer": kept}

    request = {"fact": fact, **kept}
    return _changed(actor, "policy.sheet_answer", sheet, secret, expected_version, key, request, change)


def sheet_skip(
    *,
    actor: Actor,
    sheet: AnswerSheet,
    secret: str,
    fact: str,
    expected_version: int,
    key: str | None = None,
) -> AnswerSheet:
    """“I do not know”: not asked again, and an earlier answer is taken back. Raises as `sheet_answer`."""
    _check_question(current_rulebook(), sheet, fact)

    def change(locked: AnswerSheet) -> tuple[Mapping[str, object], Mapping[str, object]]:
        before = locked.facts.get(fact)
        locked.facts = {name: kept for name, kept in locked.facts.items() if name != fact}
        locked.asked = [*locked.asked, *([] if fact in locked.asked else [fact])]
        return {"fact": fact, "answer": before}, {"fact": fact, "answer": None}

    return _changed(actor, "policy.sheet_skip", sheet, secret, expected_version, key, {"fact": fact}, change)


def sheet_unanswer(
    *,
    actor: Actor,
    sheet: AnswerSheet,
    secret: str,
    fact: str,
    expected_version: int,
    key: str | None = None,
) -> AnswerSheet:
    """Take an answer back as if the question had never been put; it may be asked again. Raises as `sheet_answer`.

    A fact that the packs no longer ask may be taken back too.
    """

    def change(locked: AnswerSheet) -> tuple[Mapping[str, object], Mapping[str, object]]:
        before = locked.facts.get(fact)
        locked.facts = {name: kept for name, kept in locked.facts.items() if name != fact}
        locked.asked = [name for name in locked.asked if name != fact]
        return {"fact": fact, "answer": before}, {"fact": fact, "answer": None}

    return _changed(
        actor, "policy.sheet_unanswer", sheet, secret, expected_version, key, {"fact": fact}, change
    )


def verdict_store(
    *, actor: Actor, sheet: AnswerSheet, secret: str, on: date, key: str | None = None
) -> StoredVerdict:
    """Keep today's answer for ever, under a link of its own: packs, language, day, facts and all verdicts.

    Whoever holds the link may look; the sheet stays the asker's. What was kept before in every respect is not kept again:
    its link is given once more. Raises NotFound, NoPacks.
    """
    if not may_sheet(actor, PolicyAction.VIEW, sheet, secret=secret):
        raise NotFound()
    book = current_rulebook()

    def run() -> StoredVerdict:
        locked: AnswerSheet = lock_row(AnswerSheet.objects.all(), sheet.pk)
        subject = subject_of(book, locked).subject
        facts = {
            name: {"value": stored_value(known.value), "source": known.source.value}
            for name, known in subject.facts.items()
        }
        rests_on: dict[str, Any] = {
            "sheet": locked,
            "pack_version_id": book.version,
            "language_version": LANGUAGE_VERSION,
            "place_id": locked.place_id,
            "kind": locked.kind,
            "on": on,
        }
        for before in StoredVerdict.objects.filter(**rests_on).defer("verdicts"):
            if before.facts == facts:
                return before
        stored = StoredVerdict.objects.create(
            **rests_on,
            token=secrets.token_urlsafe(SECRET_BYTES),
            account_id=locked.account_id,
            facts=facts,
            verdicts=[verdict.to_json() for verdict in match(book, subject, on)],
            stored_at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb="policy.verdict_store",
            target=stored,
            after={"pack_version": book.version},
            # All the rest is personal: a day or number in the open could be the one that was answered.
            personal={
                person_key(locked.pk): {
                    "place": locked.place_id,
                    "kind": locked.kind,
                    "on": on,
                    "language_version": LANGUAGE_VERSION,
                    "facts": facts,
                }
            },
        )
        emit(
            VerdictStored(
                verdict_id=stored.pk,
                pack_version=book.version,
                place=locked.place_id,
                kind=locked.kind,
                on=on,
            )
        )
        return stored

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.verdict_store",
        request={"sheet": sheet.secret, "version": sheet.row_version, "on": on},
        run=run,
        remember=lambda stored: stored.pk,
        recall=lambda pk: StoredVerdict.objects.get(pk=str(pk)),
    )


@transaction.atomic
def sheet_delete(
    *, actor: Actor, sheet: AnswerSheet, secret: str, with_verdicts: bool, expected_version: int
) -> None:
    """Erase a sheet: the row, and what the audit log says of it; on request the shared verdicts as well.

    Shared verdicts that stay keep the facts they show. Deleting twice is NotFound. Raises NotFound, StaleVersion.
    """
    if not may_sheet(actor, PolicyAction.DELETE, sheet, secret=secret):
        raise NotFound()
    locked = lock_row(AnswerSheet.objects.all(), sheet.pk, expected_version=expected_version)
    verdicts = StoredVerdict.objects.filter(sheet=locked)
    removed = verdicts.delete()[0] if with_verdicts else 0
    audit_write(
        actor=actor,
        verb="policy.sheet_delete",
        target=locked,
        before={"answers": len(locked.facts)},
        after={"verdicts_removed": removed},
    )
    person_erase(actor=actor, person_id=person_key(locked.pk), reason="用户删除了问答")
    locked.delete()


def _sheet_at(pk: Json) -> AnswerSheet:
    """The sheet a repeated request was answered with; it may have moved on since."""
    sheet: AnswerSheet = AnswerSheet.objects.get(pk=pk)
    return sheet


def _check_place(book: RuleBook, place: str) -> None:
    if place not in book.places:
        wording = Wording("请选择一个列出的地区。", "Choose one of the places listed.")
        raise InvalidInput(wording.zh, wording.en, fields={"place": wording}, code="policy.place_unknown")


def _check_question(book: RuleBook, sheet: AnswerSheet, fact: str) -> None:
    if not is_asked_of(book, fact, SubjectKind(sheet.kind)):
        raise QuestionUnknown(fact)


Change = Callable[[AnswerSheet], tuple[Mapping[str, object], Mapping[str, object]]]
"""Changes a locked sheet; returns what it was and what it is now."""


def _changed(
    actor: Actor,
    verb: str,
    sheet: AnswerSheet,
    secret: str,
    expected_version: int,
    key: str | None,
    request: Mapping[str, object],
    change: Change,
) -> AnswerSheet:
    """One change of a sheet: check → lock → change → log."""
    if not may_sheet(actor, PolicyAction.ANSWER, sheet, secret=secret):
        raise NotFound()

    def run() -> AnswerSheet:
        locked: AnswerSheet = lock_row(AnswerSheet.objects.all(), sheet.pk, expected_version=expected_version)
        before, after = change(locked)
        locked.changed_at = clock.now()
        save_versioned(
            locked,
            expected_version=expected_version,
            fields=["place_id", "kind", "facts", "asked", "changed_at"],
        )
        _log(actor, verb, locked, before, after)
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        # The secret salts what the table of keys remembers: a hash of “yes” alone would tell the answer.
        request={"sheet": sheet.secret, "version": expected_version, **request},
        run=run,
        remember=lambda changed: changed.pk,
        recall=_sheet_at,
    )


def _log(
    actor: Actor,
    verb: str,
    sheet: AnswerSheet,
    before: Mapping[str, object] | None,
    after: Mapping[str, object],
) -> None:
    """What was answered under the key of the sheet; in the open only how much."""
    audit_write(
        actor=actor,
        verb=verb,
        target=sheet,
        before=None if before is None else {"row_version": sheet.row_version - 1},
        after={"row_version": sheet.row_version, "answers": len(sheet.facts), "asked": len(sheet.asked)},
        personal={person_key(sheet.pk): {"before": before, "after": after}},
    )
