"""Confirm, correct, not want, not answer; judged again before it is confirmed."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.errors import AppliedAlready, FormIncomplete, MoveNotPossible, NotVerified
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseMove, Submission
from zhongchuang.cases.programmes.offer_errors import OfferChanged, OfferKept, OfferNotMet, OfferOver
from zhongchuang.cases.selectors.proactive import changed_since
from zhongchuang.cases.services.answering import case_answer, case_discard
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.services.offers import (
    case_confirm,
    case_correct,
    case_decline,
    offer_now,
    offers_lapse,
    offers_remind,
)
from zhongchuang.cases.tests.apply.given import whose
from zhongchuang.cases.tests.factory import case_at
from zhongchuang.cases.tests.proactive import scene
from zhongchuang.clearance.models import Claim
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.messages.models import Note
from zhongchuang.parties.models import Organisation, Space
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account
from zhongchuang.policy.selectors import current_rulebook

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 7)


def seen(case: Case) -> str:
    return offer_now(case, current_rulebook()).found.digest


def confirm(case: Case, who: PersonActor, facts: str | None = None) -> Case:
    done = case_confirm(
        actor=who,
        case_id=case.pk,
        expected_version=case.row_version,
        seen=seen(case) if facts is None else facts,
    )
    done.refresh_from_db()
    return done


def test_confirmed_it_is_a_case_like_any_other() -> None:
    case, who = scene.offered()
    done = confirm(case, who)
    assert (done.state, str(done.account_id)) == (State.SUBMITTED, who.user_id)
    assert done.number.startswith("LN-") and done.submitted_at is not None and done.due_on is not None
    assert Submission.objects.get(case=done).answers == case.answers
    assert Claim.objects.get(released_at=None).holder == f"case:{done.number}"


def test_a_double_click_confirms_once() -> None:
    case, who = scene.offered()
    facts, version, key = seen(case), case.row_version, new_idempotency_key()
    first, second = (
        case_confirm(actor=who, case_id=case.pk, expected_version=version, seen=facts, key=key)
        for _click in range(2)
    )
    assert first == second
    assert Submission.objects.count() == 1
    with pytest.raises(MoveNotPossible):
        case_confirm(actor=who, case_id=case.pk, expected_version=None, seen=seen(case))


def test_what_changed_meanwhile_is_told_before_it_is_confirmed() -> None:
    case, who = scene.offered()
    before = seen(case)
    scene.admit(Space.objects.get(), "虚构新团队")
    with pytest.raises(OfferChanged):
        confirm(case, who, before)
    changed = changed_since(case, offer_now(case, current_rulebook()).found, current_rulebook())
    assert [(one.name, one.before, one.after) for one in changed] == [("tenants", 1, 2)]
    case.refresh_from_db()
    assert case.state == State.OFFERED
    assert confirm(case, who).answers["tenants"] == 2  # seen, and taken as it is now


def test_who_no_longer_has_it_cannot_confirm() -> None:
    case, who = scene.offered()
    Space.objects.get().tenants.update(stay="left")
    with pytest.raises(OfferNotMet, match="现有团队或企业入驻"):
        confirm(case, who)
    assert CaseMove.objects.filter(case=case).count() == 1 and not Claim.objects.exists()


def test_the_rules_of_handing_in_hold_for_it_too() -> None:
    case, who = scene.offered()
    Organisation.objects.filter(pk=case.organisation_id).update(state="unverified")
    with pytest.raises(NotVerified):
        confirm(case, who)
    Organisation.objects.filter(pk=case.organisation_id).update(state="verified")
    case_at(State.SUBMITTED, round=case.round, organisation=case.organisation, space=case.space)
    with pytest.raises(AppliedAlready):
        confirm(case, who)


def test_what_only_they_can_say_has_to_be_filled_in() -> None:
    fields = [*scene.said().sections[0].model_dump(mode="json", exclude_none=True)["fields"]]
    fields.append({"id": "bank", "label": {"zh": "账号", "en": "Account"}, "type": "text"})
    form = [{"id": "about", "title": {"zh": "众创空间", "en": "Space"}, "fields": fields}]
    proactive = {"measure": scene.ALLIANCE["measure"], "asks": ["bank"]}
    case, who = scene.offered(programme=scene.said(sections=form, proactive=proactive))
    with pytest.raises(FormIncomplete):
        confirm(case, who)


def test_corrected_it_is_a_draft_with_everything_in_it() -> None:
    case, who = scene.offered()
    draft = case_correct(actor=who, case_id=case.pk, expected_version=case.row_version)
    assert draft.state == State.DRAFT and draft.answers == case.answers
    with pytest.raises(OfferKept):
        case_discard(actor=who, case_id=draft.pk, expected_version=draft.row_version)
    told = case_answer(
        actor=who,
        case_id=draft.pk,
        section="about",
        typed={"telephone": ["024-11111111"]},
        asked={"telephone"},
        expected_version=draft.row_version,
    )
    done = case_submit(actor=who, case_id=draft.pk, expected_version=told.case.row_version, confirmed=True)
    assert (done.state, done.answers["telephone"]) == (State.SUBMITTED, "024-11111111")


def test_what_was_being_corrected_may_be_declined_and_only_that() -> None:
    case, who = scene.offered()
    draft = case_correct(actor=who, case_id=case.pk, expected_version=case.row_version)
    done = case_decline(actor=who, case_id=draft.pk, expected_version=draft.row_version)
    assert done.state == State.DECLINED
    own = case_at(State.DRAFT)
    with pytest.raises(MoveNotPossible):
        case_decline(actor=whose(own), case_id=own.pk, expected_version=own.row_version)


def test_not_wanted_needs_no_reason_and_claims_nothing() -> None:
    case, who = scene.offered()
    done = case_decline(actor=who, case_id=case.pk, expected_version=case.row_version)
    assert (done.state, CaseMove.objects.filter(case=case).last().reason) == (State.DECLINED, "")  # type: ignore[union-attr]
    assert not Claim.objects.exists()
    with pytest.raises(MoveNotPossible):
        confirm(done, who)


def test_it_is_nobody_elses_to_answer() -> None:
    case, _who = scene.offered()
    for verb in (case_correct, case_decline):
        with pytest.raises(NotFound):
            verb(actor=actor(make_account()), case_id=case.pk, expected_version=case.row_version)
        with pytest.raises(NotAllowed):
            verb(actor=scene.officer(), case_id=case.pk, expected_version=case.row_version)


def test_reminded_once_shortly_before_the_last_day() -> None:
    with use_date(DAY) as day:
        case, who = scene.offered()
        assert case.due_on is not None
        assert offers_remind(actor=SYSTEM) == 0
        day.move_to(case.due_on - dt.timedelta(days=1))
        assert offers_remind(actor=SYSTEM) == 1
        assert offers_remind(actor=SYSTEM) == 0
        note = Note.objects.get(account_id=who.user_id)
        assert "还没有确认" in note.text_zh


def test_on_the_last_day_one_may_and_the_morning_after_it_is_over() -> None:
    with use_date(DAY) as day:
        case, who = scene.offered()
        other, second = scene.offered(2)
        assert case.due_on is not None
        day.move_to(case.due_on)
        assert offers_lapse(actor=SYSTEM) == 0
        assert confirm(case, who).state == State.SUBMITTED
        day.move_to(case.due_on + dt.timedelta(days=1))
        with pytest.raises(OfferOver):
            case_correct(actor=second, case_id=other.pk, expected_version=other.row_version)
        assert offers_lapse(actor=SYSTEM) == 2  # the first makerspace was in the second call too
        other.refresh_from_db()
        assert other.state == State.UNANSWERED
        assert "没有在期限内确认" in CaseMove.objects.filter(case=other).latest("pk").reason


def test_only_the_platform_reminds_and_ends() -> None:
    for verb in (offers_remind, offers_lapse):
        with pytest.raises(NotAllowed):
            verb(actor=scene.officer())
