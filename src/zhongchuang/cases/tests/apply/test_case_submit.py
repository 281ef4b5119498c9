"""Handing in: the window, the applicant, the form, what is unique; the number; where it goes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from zhongchuang.cases.errors import (
    AppliedAlready,
    Barred,
    ChecksNotMet,
    FormIncomplete,
    MoveNotPossible,
    NotVerified,
    WindowClosed,
)
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Case, CaseMove, HonestyRecord, Recommendation, Submission
from zhongchuang.cases.services.applying import case_resubmit, case_submit, case_withdraw
from zhongchuang.cases.services.materials import material_add
from zhongchuang.cases.services.moving import moving
from zhongchuang.cases.services.reopening import case_reopen
from zhongchuang.cases.tests.apply.given import WITHIN, a_pdf, draft, draft_with_invoice, verified, whose
from zhongchuang.cases.tests.factory import (
    CITY,
    COUNTY,
    at_post,
    case_at,
    content,
    make_programme,
    open_round,
)
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.core.clock import FrozenClock, use_clock, use_date
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, Place
from zhongchuang.parties.services import organisation_merge
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db


def submit(case: Case, on: dt.date = WITHIN, **more: Any) -> Case:
    said: dict[str, Any] = {"expected_version": case.row_version, "confirmed": True}
    with use_date(on):
        return case_submit(actor=whose(case), case_id=case.pk, **(said | more))


def again(case: Case, **more: Any) -> Case:
    case.refresh_from_db()
    with use_date(WITHIN):
        return case_resubmit(
            actor=whose(case),
            case_id=case.pk,
            expected_version=case.row_version,
            confirmed=True,
            **more,
        )


def test_it_gets_its_number_and_goes_to_the_county() -> None:
    case = submit(draft())
    case.refresh_from_db()
    assert case.number == "P99-2026-000001" and case.draft_number.startswith("CG-")
    assert case.state == State.RECOMMENDING and case.at_place_id == COUNTY
    assert case.asked == 5_000_000 and case.title == "虚构项目" and case.submitted_at is not None
    assert case.due_on == dt.date(2026, 12, 4), "ten working days of the county"
    row = Recommendation.objects.get(case=case)
    assert (row.level, row.place_id, row.recommended, row.due_on) == ("county", COUNTY, None, case.due_on)
    (kept,) = Submission.objects.filter(case=case)
    assert kept.number == 1 and kept.answers == case.answers and len(kept.sha256) == 64
    assert [claim.text for claim in claims_of("case:P99-2026-000001")] == ["虚构单位1 · 项目名称 虚构项目"]


def test_numbers_follow_each_other_without_a_gap_though_one_fails_between() -> None:
    first = submit(draft())
    failing = draft(round=first.round, organisation=verified(2), answers={"project": ""})
    with pytest.raises(FormIncomplete):
        submit(failing)
    third = submit(draft(round=first.round, organisation=verified(3)))
    assert (first.number, third.number) == ("P99-2026-000001", "P99-2026-000002")


def test_an_applicant_registered_with_a_city_begins_at_the_city() -> None:
    owner = verified()
    case = draft(place=Place.objects.get(pk=CITY), organisation=owner)
    assert submit(case).at_place_id == CITY
    assert Recommendation.objects.get(case=case).level == "city"


def test_the_last_day_belongs_to_the_window_in_beijing_time() -> None:
    last = dt.datetime(2026, 12, 31, 15, 59, 59, tzinfo=dt.UTC)  # one second before midnight in Shanghai
    case = draft()
    with use_clock(FrozenClock(last)):
        case_submit(actor=whose(case), case_id=case.pk, expected_version=case.row_version, confirmed=True)
    late = draft(round=case.round, organisation=verified(2))
    with (
        use_clock(FrozenClock(last + dt.timedelta(seconds=1))),
        pytest.raises(WindowClosed, match="已于2026年12月31日24时截止"),
    ):
        case_submit(actor=whose(late), case_id=late.pk, expected_version=late.row_version, confirmed=True)


def test_before_the_window_and_after_its_early_end_nothing_is_taken() -> None:
    with pytest.raises(WindowClosed, match="还没有到申报时间"):
        submit(draft(), on=dt.date(2026, 8, 31))
    ended = open_round(closed_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), close_reason="名额已满")
    with pytest.raises(WindowClosed, match="名额已满"):
        submit(draft(round=ended))


def test_an_organisation_nobody_verified_is_told_so_and_keeps_its_draft() -> None:
    case = draft()
    Organisation.objects.filter(pk=case.organisation_id).update(state="unverified")
    with pytest.raises(NotVerified, match="还没有通过核实"):
        submit(case)
    case.refresh_from_db()
    assert case.state == State.DRAFT and case.number.startswith("CG-") and not CaseMove.objects.exists()


def test_who_falsified_may_not_apply_until_the_term_ends() -> None:
    case = draft()
    record = HonestyRecord.objects.create(
        organisation=case.organisation,
        case=case,
        number="CX-2026-0001",
        state="recorded",
        finding="虚构",
        quote="虚构",
        months=11,
        remedies="可以申请行政复议。",
        since=dt.date(2026, 1, 1),
        until=WITHIN,
        answer_by=dt.date(2025, 12, 20),
        opened_by="tests",
        opened_at=case.created_at,
    )
    with pytest.raises(Barred, match="2026年11月20日（含）之前") as told:
        submit(case)
    assert "行政复议" in told.value.told_in("zh-hans")
    record.until = WITHIN - dt.timedelta(days=1)
    record.save()
    assert submit(case).state == State.RECOMMENDING


def test_once_a_round_and_free_again_when_taken_back() -> None:
    first = submit(draft(answers={"project": "甲"}))
    second = draft(round=first.round, answers={"project": "乙"})
    with pytest.raises(AppliedAlready, match="P99-2026-000001"):
        submit(second)
    with use_date(WITHIN):
        case_withdraw(actor=whose(first), case_id=first.pk, expected_version=first.row_version)
    assert submit(second).number == "P99-2026-000002"


def test_a_firm_and_the_one_merged_into_it_are_one_applicant() -> None:
    gone, kept = verified(1), verified(2)
    first = submit(draft(organisation=gone, answers={"project": "甲"}))
    second = draft(organisation=kept, round=first.round, answers={"project": "乙"})
    organisation_merge(
        actor=SYSTEM, organisation=gone, into=kept, reason="吸收合并", expected_version=gone.row_version
    )
    with pytest.raises(AppliedAlready, match="P99-2026-000001"):
        submit(second)
    with use_date(WITHIN):
        taken_back = case_withdraw(actor=whose(first), case_id=first.pk, expected_version=first.row_version)
    assert submit(second).number == "P99-2026-000002"
    with pytest.raises(AppliedAlready, match="P99-2026-000002"):
        case_reopen(
            actor=actor(at_post(Role.REVIEWER, bound=True)),
            case_id=first.pk,
            expected_version=taken_back.row_version,
            reason="复核",
        )


def test_everything_missing_is_told_by_field() -> None:
    said = content(materials=[{"id": "licence", "label": {"zh": "营业执照", "en": "Licence"}}])
    case = draft(round=open_round(make_programme(said, number=7)), answers={"project": "", "bank_name": None})
    case.unread = {"total": "约十万"}
    del case.answers["total"]
    case.save()
    with pytest.raises(FormIncomplete, match="还有 4 处") as refused:
        submit(case)
    assert set(refused.value.fields) == {"project", "total", "bank_name", "file-licence"}
    case.answers |= {"project": "甲", "total": 1, "bank_name": "乙"}
    case.unread = {}
    case.save()
    material_add(
        actor=whose(case),
        case=case,
        material="licence",
        file=a_pdf(),
        expected_version=case.row_version,
    )
    case.refresh_from_db()
    submit(case)
    assert Submission.objects.get().materials[0][:2] == ["licence", "证明.pdf"]


def test_a_check_that_does_not_hold_refuses_with_its_sentence() -> None:
    said = content(
        checks=[
            {"rule": "total <= p.cap_yuan", "text": {"zh": "申请金额不超过10万元", "en": "At most 100,000"}}
        ],
        parameters={"cap_yuan": "100000"},
    )
    call = open_round(make_programme(said, number=8))
    with pytest.raises(ChecksNotMet, match="申请金额不超过10万元"):
        submit(draft(round=call, answers={"total": 10_000_001}))
    assert submit(draft(round=call, answers={"total": 10_000_000})).asked == 10_000_000


def test_without_the_declaration_nothing_is_handed_in() -> None:
    with pytest.raises(InvalidInput, match="还没有勾选承诺"):
        submit(draft(), confirmed=False)


def test_what_another_case_claimed_is_refused_without_its_number() -> None:
    first = submit(draft())
    Case.objects.filter(pk=first.pk).update(state=State.APPROVED.value)
    second = draft(round=open_round(first.programme))
    with pytest.raises(AlreadyClaimed, match="已用于另一件") as caught:
        submit(second)
    assert [holder for _text, holder in caught.value.found] == [f"case:{first.number}"]
    assert first.number not in caught.value.sentence
    second.refresh_from_db()
    assert second.state == State.DRAFT and not Submission.objects.filter(case=second).exists()


def test_an_invoice_is_one_in_two_programmes_that_call_it_differently() -> None:
    first = submit(draft_with_invoice("invoice", "24912000000012345678"))
    second = draft_with_invoice("fapiao_no", "2491 2000 0000 1234 5678", of=2)
    with pytest.raises(AlreadyClaimed, match="发票 24912000000012345678”已用于另一件") as caught:
        submit(second)
    assert caught.value.found[0][1] == f"case:{first.number}"
    second.refresh_from_db()
    assert second.state == State.DRAFT and claims_of(f"case:{second.number}") == []
    assert submit(draft_with_invoice("fapiao_no", "24912000000012345679", of=2)).state != State.DRAFT


def test_a_repeated_form_hands_in_once() -> None:
    case, key = draft(), new_idempotency_key()
    numbers = {submit(case, key=key, expected_version=case.row_version).number for _ in range(2)}
    assert numbers == {"P99-2026-000001"} and Submission.objects.count() == 1
    case.refresh_from_db()
    with pytest.raises(MoveNotPossible):
        submit(case)


def returned(case: Case) -> Case:
    """The county gives it back."""
    case.refresh_from_db()
    with (
        use_date(WITHIN),
        moving(
            actor=actor(at_post(Role.RECOMMENDER, place=COUNTY)),
            case_id=case.pk,
            move=MoveName.RETURN,
            expected_version=case.row_version,
            reason="金额请核对",
        ) as held,
    ):
        held.case.returned_from = State.RECOMMENDING.value
    case.refresh_from_db()
    return case


def test_mended_it_goes_back_to_whoever_returned_it_with_what_changed() -> None:
    case = returned(submit(draft()))
    number = case.number
    case.answers = {**case.answers, "total": 4_000_000}
    case.save()
    again(case, reply="金额已改")
    case.refresh_from_db()
    assert (case.state, case.at_place_id, case.number) == (State.RECOMMENDING, COUNTY, number)
    assert case.asked == 4_000_000 and case.returned_from == "" and case.due_on == dt.date(2026, 12, 4)
    last = CaseMove.objects.filter(case=case).latest("pk")
    assert last.details["changed"] == ["total"] and last.reason == "金额已改"
    assert [row.number for row in Submission.objects.filter(case=case)] == [1, 2]
    assert Recommendation.objects.filter(case=case).count() == 1


def test_mending_may_come_after_the_window() -> None:
    case = returned(submit(draft(round=open_round(closes_on=WITHIN))))
    with use_date(WITHIN + dt.timedelta(days=3)):
        case_resubmit(actor=whose(case), case_id=case.pk, expected_version=case.row_version, confirmed=True)


def test_mending_gives_back_what_is_no_longer_claimed_and_takes_what_is() -> None:
    case = returned(submit(draft()))
    case.answers = {**case.answers, "project": "换了项目"}
    case.save()
    again(case)
    assert [one.text for one in claims_of(f"case:{case.number}")] == ["虚构单位1 · 项目名称 换了项目"]


def test_taken_back_it_claims_nothing_any_more() -> None:
    case = submit(draft())
    with use_date(WITHIN):
        case_withdraw(actor=whose(case), case_id=case.pk, expected_version=case.row_version, reason="不做了")
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN and claims_of(f"case:{case.number}") == []


def test_what_is_decided_cannot_be_taken_back() -> None:
    case = case_at(State.APPROVED)
    with pytest.raises(MoveNotPossible):
        case_withdraw(actor=whose(case), case_id=case.pk, expected_version=case.row_version)
