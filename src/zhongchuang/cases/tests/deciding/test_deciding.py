"""Approving, refusing, co-signing, revoking: what each needs, what each brings, and that it happens once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from zhongchuang.cases.errors import AmountNotAllowed, MoveNotPossible, ObjectionOpen, QuotaFull
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import (
    Case,
    CaseMove,
    Decision,
    Letter,
    NoticeItem,
    Objection,
    PublicNotice,
    Round,
)
from zhongchuang.cases.services.clearing import case_clear, holder_of
from zhongchuang.cases.services.deciding import (
    Asked,
    case_approve,
    case_cosign,
    case_cosign_back,
    case_refuse,
    case_revoke,
)
from zhongchuang.cases.tests.factory import at_post, case_at, funded_round, meeting
from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.errors import NoClearance
from zhongchuang.clearance.selectors import claims_of
from zhongchuang.clearance.services import claims_take
from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused
from zhongchuang.ledger.errors import NotEnough
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.selectors.of_cases import orders_of_case
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db


def reviewer() -> PersonActor:
    return actor(at_post(Role.REVIEWER, bound=True))


def announced(case: Case) -> PublicNotice:
    """A notice that has run, of which the case was an item."""
    day = clock.today() - dt.timedelta(days=10)
    notice: PublicNotice = PublicNotice.objects.create(
        number=f"GS-{case.pk}",
        round=case.round,
        title="公示",
        text="。",
        contact="。",
        days=5,
        opens_on=day,
        closes_on=day + dt.timedelta(days=6),
        drafted_at=clock.now(),
        drafted_by="system:tests",
        published_at=clock.now(),
        published_by="system:tests",
    )
    NoticeItem.objects.create(notice=notice, case=case, name=case.applicant_name, order=1, outcome="ended")
    return notice


def ready(call: Round | None = None, *, cleared: bool = True) -> Case:
    """A case that waits for its decision, cleared, with a claim of its own."""
    case = case_at(State.TO_DECIDE, round=call or funded_round())
    announced(case)
    claims_take(
        actor=SYSTEM, holder=holder_of(case), claims=[KeyClaim("project", (("p", case.number),), "项目")]
    )
    if cleared:
        case_clear(actor=SYSTEM, case_id=case.pk)
    return case


def asked(case: Case, **changes: Any) -> Asked:
    fields: dict[str, Any] = {
        "case_id": case.pk,
        "expected_version": case.row_version,
        "grounds": "符合条件。",
        "meeting": meeting(),
        "amount": 3_000_000,
    }
    return Asked(**(fields | changes))


class TestApproving:
    def test_the_money_is_held_and_finance_is_asked(self) -> None:
        case = ready()
        decision = case_approve(actor=reviewer(), asked=asked(case))
        case.refresh_from_db()
        assert case.state == State.TO_COSIGN and case.granted == 3_000_000
        (order,) = orders_of_case(case.number)
        assert (order.amount, order.state, order.clearance) == (3_000_000, "committed", decision.clearance)
        budget = Budget.objects.select_related("account").get(programme="test-grant")
        assert budget.account.held_dr == 3_000_000
        assert not Letter.objects.filter(case=case).exists()  # not before finance has signed

    def test_the_same_form_twice_decides_once(self) -> None:
        case = ready()
        who, form = reviewer(), asked(case)
        first = case_approve(actor=who, asked=form, key="same-form-1")
        assert case_approve(actor=who, asked=form, key="same-form-1") == first
        assert Decision.objects.count() == 1 and len(orders_of_case(case.number)) == 1

    def test_without_a_clearance(self) -> None:
        case = ready(cleared=False)
        with pytest.raises(NoClearance):
            case_approve(actor=reviewer(), asked=asked(case))
        assert not Decision.objects.exists()

    def test_a_fact_that_changed_voids_it(self) -> None:
        case = ready()
        case.answers = case.answers | {"project": "另一个项目"}
        case.save()
        with pytest.raises(NoClearance, match="有变化"):
            case_approve(actor=reviewer(), asked=asked(case))

    def test_an_open_objection_stops_it(self) -> None:
        case = ready()
        notice = PublicNotice.objects.get(items__case=case)
        Objection.objects.create(
            number="YY-1",
            code_sha256="0" * 64,
            notice=notice,
            case=case,
            by="person",
            ground="facts",
            statement="。",
            received_at=clock.now(),
        )
        with pytest.raises(ObjectionOpen, match="YY-1"):
            case_approve(actor=reviewer(), asked=asked(case))

    def test_what_was_not_announced_is_not_approved(self) -> None:
        case = ready()
        NoticeItem.objects.filter(case=case).update(outcome="retracted")
        with pytest.raises(Refused, match="公示期满"):
            case_approve(actor=reviewer(), asked=asked(case))

    def test_one_fen_more_than_asked_for(self) -> None:
        case = ready()
        with pytest.raises(AmountNotAllowed):
            case_approve(actor=reviewer(), asked=asked(case, amount=5_000_001))

    def test_one_fen_more_than_was_announced(self) -> None:
        case = ready(cleared=False)
        Case.objects.filter(pk=case.pk).update(proposed=3_000_000)
        case_clear(actor=SYSTEM, case_id=case.pk)
        with pytest.raises(AmountNotAllowed, match=r"30,000\.00"):
            case_approve(actor=reviewer(), asked=asked(case, amount=3_000_001))
        assert case_approve(actor=reviewer(), asked=asked(case, amount=3_000_000)).amount == 3_000_000

    def test_a_budget_one_fen_short(self) -> None:
        case = ready(funded_round(2_999_999))
        with pytest.raises(NotEnough):
            case_approve(actor=reviewer(), asked=asked(case))
        case.refresh_from_db()
        assert case.state == State.TO_DECIDE and not Decision.objects.exists()

    def test_a_quota_that_is_used_up(self) -> None:
        call = funded_round(quota=1)
        first, second = ready(call), ready(call)
        case_approve(actor=reviewer(), asked=asked(first))
        with pytest.raises(QuotaFull):
            case_approve(actor=reviewer(), asked=asked(second))

    def test_grounds_and_minutes_are_asked_for(self) -> None:
        case = ready()
        with pytest.raises(InvalidInput) as refused:
            case_approve(actor=reviewer(), asked=asked(case, grounds=" ", meeting=None))
        assert set(refused.value.fields) == {"grounds", "meeting"}

    def test_minutes_of_before_there_was_the_case_decide_nothing(self) -> None:
        case = ready()
        old = meeting(held_on=clock.today() - dt.timedelta(days=1))
        with pytest.raises(InvalidInput) as refused:
            case_approve(actor=reviewer(), asked=asked(case, meeting=old))
        assert set(refused.value.fields) == {"meeting"}

    def test_an_officer_does_not_decide(self) -> None:
        with pytest.raises(NotAllowed):
            case_approve(actor=actor(at_post(Role.OFFICER, bound=True)), asked=asked(ready()))

    def test_a_round_without_a_budget(self) -> None:
        case = ready()
        Round.objects.filter(pk=case.round_id).update(budget=None)
        with pytest.raises(Refused, match="预算"):
            case_approve(actor=reviewer(), asked=asked(case))


class TestCosigning:
    def approved(self) -> Case:
        case = ready()
        case_approve(actor=reviewer(), asked=asked(case))
        case.refresh_from_db()
        return case

    def test_the_letter_is_issued_and_the_payment_may_go(self) -> None:
        case = self.approved()
        finance = actor(at_post(Role.FINANCE))
        case_cosign(actor=finance, asked=Asked(case.pk, case.row_version))
        case.refresh_from_db()
        assert case.state == State.APPROVED
        assert [o.state for o in orders_of_case(case.number)] == ["released"]
        letter = Letter.objects.get(case=case)
        assert bytes(letter.pdf).startswith(b"%PDF-") and letter.content["facts"][0][1] == case.applicant_name

    def test_a_fact_that_changed_after_the_decision(self) -> None:
        case = self.approved()
        case.answers = case.answers | {"bank_account": "6200000000000000009"}
        case.save()
        with pytest.raises(NoClearance):
            case_cosign(actor=actor(at_post(Role.FINANCE)), asked=Asked(case.pk, case.row_version))

    def test_sent_back_it_is_decided_again_and_the_first_money_is_free(self) -> None:
        case = self.approved()
        finance = actor(at_post(Role.FINANCE))
        case_cosign_back(actor=finance, asked=Asked(case.pk, case.row_version, "金额有误"))
        case.refresh_from_db()
        assert case.state == State.TO_DECIDE and case.granted is None
        case_approve(actor=reviewer(), asked=asked(case, amount=2_000_000))
        assert [o.state for o in orders_of_case(case.number)] == ["cancelled", "committed"]
        budget = Budget.objects.select_related("account").get(programme="test-grant")
        assert budget.account.held_dr == 2_000_000
        assert Decision.objects.filter(case=case, superseded_at=None).count() == 1

    def test_only_finance_signs(self) -> None:
        case = self.approved()
        with pytest.raises(NotAllowed):
            case_cosign(actor=reviewer(), asked=Asked(case.pk, case.row_version))


class TestRefusingAndRevoking:
    def test_a_refusal_says_where_to_turn_and_frees_the_claims(self) -> None:
        case = ready()
        decision = case_refuse(
            actor=reviewer(), asked=asked(case, grounds="支出不属于补助范围。", amount=None)
        )
        case.refresh_from_db()
        assert case.state == State.REFUSED and "行政复议" in decision.remedies
        assert claims_of(holder_of(case)) == []
        assert "行政复议" in Letter.objects.get(case=case).content["remedies"]
        assert CaseMove.objects.get(case=case).reason == "支出不属于补助范围。"

    def test_revoking_stops_what_is_not_paid_and_voids_the_paper(self) -> None:
        case = ready()
        case_approve(actor=reviewer(), asked=asked(case))
        case.refresh_from_db()
        case_cosign(actor=actor(at_post(Role.FINANCE)), asked=Asked(case.pk, case.row_version))
        case.refresh_from_db()
        case_revoke(actor=reviewer(), asked=asked(case, grounds="材料虚假。", amount=None))
        case.refresh_from_db()
        assert case.state == State.REVOKED
        assert [o.state for o in orders_of_case(case.number)] == ["cancelled"]
        first, last = Letter.objects.filter(case=case).order_by("pk")
        assert first.revoked_at is not None and last.revoked_at is None
        with pytest.raises(MoveNotPossible):
            case_revoke(actor=reviewer(), asked=asked(case))
