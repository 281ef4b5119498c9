"""The verbs that keep answers: what they change, what they refuse, what they leave in the audit log."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, Actor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.audit.people import read_personal
from zhongchuang.core.errors import InvalidInput, NotFound
from zhongchuang.core.idempotency import IdempotencyKey, KeyReused, new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.policy import services
from zhongchuang.policy.errors import AnswerUnreadable, NoPacks, QuestionUnknown
from zhongchuang.policy.models import AnswerSheet, PackVersion, StoredVerdict
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.selectors.answering import subject_of
from zhongchuang.policy.services.answers import person_key
from zhongchuang.policy.tests.factory import (
    MILLION,
    OWNER,
    STRANGER,
    TODAY,
    a_sheet,
    a_verdict,
    answered,
    put_in_force,
    real_book,
    sample_book,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


def entries(verb: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=verb).order_by("written_at", "id"))


def test_a_sheet_begins_empty_with_a_secret_nobody_guesses() -> None:
    one, other = a_sheet(), a_sheet()
    assert (one.facts, one.asked, one.place_id, one.kind) == ({}, [], "210100", "team")
    assert len(one.secret) == 32
    assert one.secret != other.secret


def test_a_sheet_of_somebody_signed_in_belongs_to_the_account() -> None:
    assert a_sheet(actor=OWNER).account_id == "7"
    assert a_sheet().account_id is None


def test_a_place_the_packs_do_not_know_is_refused() -> None:
    with pytest.raises(InvalidInput, match="请选择一个列出的地区"):
        services.sheet_start(actor=ANONYMOUS, place="110000", kind=SubjectKind.TEAM)


def test_an_answer_is_kept_exactly_and_replaced_by_the_next() -> None:
    sheet = a_sheet(transfer_income=MILLION)
    assert sheet.facts == {"transfer_income": {"value": MILLION, "source": "declared"}}
    sheet = answered(sheet, "transfer_income", 5)
    assert sheet.facts["transfer_income"]["value"] == 5
    assert sheet.asked == ["transfer_income"]
    assert sheet.row_version == 3


def test_days_and_decimals_survive_the_database() -> None:
    space = a_sheet(kind=SubjectKind.SPACE, area=Decimal("500.50"), recognised_on=date(2024, 1, 31))
    facts = subject_of(real_book(), AnswerSheet.objects.get(pk=space.pk)).subject.values()
    assert facts == {"area": Decimal("500.50"), "recognised_on": date(2024, 1, 31)}


def act(
    verb: Callable[..., AnswerSheet], sheet: AnswerSheet, fact: str, actor: Actor = ANONYMOUS
) -> AnswerSheet:
    return verb(actor=actor, sheet=sheet, secret=sheet.secret, fact=fact, expected_version=sheet.row_version)


def test_skipping_takes_an_answer_back_and_is_remembered() -> None:
    sheet = act(services.sheet_skip, a_sheet(in_space=True, transfer_income=1), "in_space")
    assert list(sheet.facts) == ["transfer_income"]
    assert (sheet.asked, sheet.skipped) == (["in_space", "transfer_income"], ("in_space",))


def test_unanswering_forgets_that_it_was_asked() -> None:
    sheet = act(services.sheet_unanswer, a_sheet(in_space=True, transfer_income=1), "in_space")
    assert (list(sheet.facts), sheet.asked) == (["transfer_income"], ["transfer_income"])


def test_moving_keeps_the_answers_and_lets_those_rest_that_are_not_asked() -> None:
    sheet = a_sheet(employer_kind="university", in_space=True)
    moved = services.sheet_move(
        actor=ANONYMOUS,
        sheet=sheet,
        secret=sheet.secret,
        place="530100",
        kind=SubjectKind.ENTERPRISE,
        expected_version=sheet.row_version,
    )
    moved.refresh_from_db()
    assert (moved.place_id, moved.kind) == ("530100", "enterprise")
    assert set(moved.facts) == {"employer_kind", "in_space"}
    assert set(subject_of(real_book(), moved).subject.facts) == {"in_space"}


@pytest.mark.parametrize("verb", [services.sheet_skip, services.sheet_unanswer])
def test_nobody_else_changes_a_sheet(verb: Callable[..., AnswerSheet]) -> None:
    sheet = a_sheet(actor=OWNER, in_space=True)
    for stranger in (ANONYMOUS, STRANGER, SYSTEM):
        with pytest.raises(NotFound):
            act(verb, sheet, "in_space", stranger)
    open_sheet = a_sheet(in_space=True)
    with pytest.raises(NotFound):
        verb(actor=ANONYMOUS, sheet=open_sheet, secret="another", fact="in_space", expected_version=2)
    assert AnswerSheet.objects.get(pk=open_sheet.pk).facts == open_sheet.facts


def test_nobody_else_answers_stores_or_deletes() -> None:
    sheet = a_sheet(actor=OWNER)
    with pytest.raises(NotFound):
        answered(sheet, "in_space", True, actor=STRANGER)
    with pytest.raises(NotFound):
        a_verdict(sheet, actor=STRANGER)
    with pytest.raises(NotFound):
        services.sheet_delete(
            actor=STRANGER, sheet=sheet, secret=sheet.secret, with_verdicts=True, expected_version=1
        )
    assert AnswerSheet.objects.filter(pk=sheet.pk).exists()


def test_only_what_is_asked_of_the_kind_is_answered() -> None:
    sheet = a_sheet()
    for fact in ("workstations", "shoe_size"):
        with pytest.raises(QuestionUnknown):
            answered(sheet, fact, 5)


@pytest.mark.parametrize("value", [-1, 10**14, True, "much"])
def test_a_value_that_is_none_of_the_fact_is_refused(value: int | str) -> None:
    with pytest.raises(AnswerUnreadable):
        answered(a_sheet(), "transfer_income", value)


def test_the_version_somebody_saw_must_still_be_there() -> None:
    seen = a_sheet()
    answered(AnswerSheet.objects.get(pk=seen.pk), "in_space", True)
    with pytest.raises(StaleVersion):
        answered(seen, "in_space", False)
    assert AnswerSheet.objects.get(pk=seen.pk).facts["in_space"]["value"] is True


def test_the_same_form_sent_twice_counts_once() -> None:
    sheet, key = a_sheet(), new_idempotency_key()
    for _ in range(2):
        services.sheet_answer(
            actor=ANONYMOUS,
            sheet=sheet,
            secret=sheet.secret,
            fact="in_space",
            value=True,
            expected_version=1,
            key=key,
        )
    assert len(entries("policy.sheet_answer")) == 1
    assert AnswerSheet.objects.get(pk=sheet.pk).row_version == 2
    with pytest.raises(KeyReused):
        services.sheet_answer(
            actor=ANONYMOUS,
            sheet=sheet,
            secret=sheet.secret,
            fact="in_space",
            value=False,
            expected_version=1,
            key=key,
        )


def test_starting_twice_under_one_key_is_one_sheet() -> None:
    key = new_idempotency_key()
    first, second = (
        services.sheet_start(actor=ANONYMOUS, place="210100", kind=SubjectKind.TEAM, key=key) for _ in "12"
    )
    assert first.pk == second.pk
    assert AnswerSheet.objects.count() == 1


def test_what_was_answered_lies_in_the_log_only_under_the_key_of_the_sheet() -> None:
    sheet = a_sheet(employer_kind="university", transfer_income=MILLION)
    logged = entries("policy.sheet_answer")
    read = [read_personal(entry, person_key(sheet.pk)) for entry in logged]
    assert [personal and personal["after"] for personal in read] == [
        {"fact": "employer_kind", "answer": {"value": "university", "source": "declared"}},
        {"fact": "transfer_income", "answer": {"value": MILLION, "source": "declared"}},
    ]
    in_the_open = json.dumps([[entry.before, entry.after] for entry in AuditEntry.objects.all()])
    for secret_word in ("university", "employer_kind", "transfer_income", str(MILLION), "210100", "team"):
        assert secret_word not in in_the_open
    assert sheet.secret not in in_the_open


def test_the_table_of_keys_does_not_tell_a_yes_from_a_no() -> None:
    """The digest of a request is salted with the secret: two sheets, the same answer, two digests."""
    for _ in range(2):
        sheet = a_sheet()
        services.sheet_answer(
            actor=ANONYMOUS,
            sheet=sheet,
            secret=sheet.secret,
            fact="in_space",
            value=True,
            expected_version=1,
            key=new_idempotency_key(),
        )
    digests = IdempotencyKey.objects.filter(verb="policy.sheet_answer").values_list("request_hash", flat=True)
    assert len(set(digests)) == 2


def test_a_verdict_keeps_everything_it_rests_on() -> None:
    stored = a_verdict(a_sheet(in_space=True, transfer_income=MILLION), date(2020, 1, 1))
    stored.refresh_from_db()
    assert stored.pack_version_id == real_book().version
    assert (stored.place_id, stored.kind, stored.on) == ("210100", "team", date(2020, 1, 1))
    assert stored.facts["transfer_income"] == {"value": MILLION, "source": "declared"}
    share = next(v for v in stored.verdicts if v["measure"] == "liaoning/transfer-income-share")
    assert (share["verdict"], share["amount"]) == ("met", 700_000)
    assert stored.language_version


def test_what_was_kept_before_is_not_kept_again() -> None:
    sheet = a_sheet(in_space=True)
    first = a_verdict(sheet)
    assert a_verdict(sheet).token == first.token
    assert a_verdict(sheet, date(2020, 1, 1)).token != first.token
    sheet = answered(sheet, "in_space", False)
    assert a_verdict(sheet).token != first.token
    assert a_verdict(answered(sheet, "in_space", True)).token == first.token
    assert StoredVerdict.objects.count() == 3


def test_storing_is_told_to_whoever_listens_without_the_answers() -> None:
    stored = a_verdict(a_sheet(in_space=True))
    event = OutboxEvent.objects.get(name="policy.verdict_stored")
    assert event.payload == {
        "verdict_id": stored.pk,
        "pack_version": real_book().version,
        "place": "210100",
        "kind": "team",
        "on": TODAY.isoformat(),
    }


def test_an_answered_day_that_is_the_day_asked_for_can_be_stored() -> None:
    """The audit log refuses a personal value that also stands in the open; so the day stays out of the open."""
    assert a_verdict(a_sheet(kind=SubjectKind.SPACE, recognised_on=TODAY)).pk


def erase(sheet: AnswerSheet, *, with_verdicts: bool) -> None:
    services.sheet_delete(
        actor=ANONYMOUS,
        sheet=sheet,
        secret=sheet.secret,
        with_verdicts=with_verdicts,
        expected_version=sheet.row_version,
    )


def test_deleting_makes_the_log_unreadable_and_leaves_its_entries() -> None:
    sheet = a_sheet(employer_kind="university")
    before = AuditEntry.objects.count()
    erase(sheet, with_verdicts=False)
    assert not AnswerSheet.objects.filter(pk=sheet.pk).exists()
    assert AuditEntry.objects.count() == before + 2  # the deletion and the erasure
    for entry in AuditEntry.objects.all():
        assert read_personal(entry, person_key(sheet.pk)) is None


@pytest.mark.parametrize(("with_verdicts", "left"), [(True, 0), (False, 1)])
def test_shared_verdicts_go_along_if_asked_for(with_verdicts: bool, left: int) -> None:
    sheet = a_sheet(in_space=True)
    a_verdict(sheet)
    erase(sheet, with_verdicts=with_verdicts)
    assert StoredVerdict.objects.count() == left


def test_deleting_twice_is_not_found() -> None:
    sheet = a_sheet()
    pk = sheet.pk
    erase(sheet, with_verdicts=False)
    sheet.pk = pk
    with pytest.raises(NotFound):
        erase(sheet, with_verdicts=False)


def test_answers_the_packs_no_longer_ask_are_named_not_used() -> None:
    sheet = a_sheet(in_space=True, transfer_income=1)
    AnswerSheet.objects.filter(pk=sheet.pk).update(place_id="000000")
    put_in_force(sample_book())
    known = subject_of(sample_book(), AnswerSheet.objects.get(pk=sheet.pk))
    assert set(known.subject.facts) == {"in_space"}
    assert known.unusable == ("transfer_income",)


def test_without_packs_there_is_a_sentence() -> None:
    PackVersion.objects.update(is_current=False)
    with pytest.raises(NoPacks):
        services.sheet_start(actor=ANONYMOUS, place="210100", kind=SubjectKind.TEAM)
