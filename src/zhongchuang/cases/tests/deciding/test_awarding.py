"""A decided case is an award: registered when the decision is complete, paid as the ledger says, revoked with the decision."""

from __future__ import annotations

from typing import Any

import pytest

from zhongchuang.cases.deciding.disclosed import is_disclosed, level_of
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Round
from zhongchuang.cases.services.awarding import award_facts, case_review_ahead
from zhongchuang.cases.services.clearing import case_clear, holder_of
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign, case_revoke
from zhongchuang.cases.tests.deciding.test_deciding import asked, ready, reviewer
from zhongchuang.cases.tests.factory import (
    at_post,
    case_at,
    content,
    department,
    make_programme,
    meeting,
    open_round,
)
from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.models import Award, AwardState, Clearance, DisclosedChange, ReviewOutcome
from zhongchuang.clearance.services import claims_take
from zhongchuang.clearance.services.disclosing import Verdict, disclosure_review
from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed, Refused
from zhongchuang.core.outbox.delivery import run_outbox_once
from zhongchuang.ledger.models import OrderState, PaymentOrder
from zhongchuang.ledger.services.clawbacks import clawback_demand, clawback_recovered, refund_record
from zhongchuang.ledger.services.orders import moved
from zhongchuang.ledger.tests.factory import FINANCE, REVIEWER
from zhongchuang.ledger.tests.payments import answer, lines_of, make_batch, take_in
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db
PUBLIC = Verdict(ReviewOutcome.PUBLIC)
BARE: dict[str, Any] = {"chain": [], "review": None, "notice": None, "money": None}


def recognition(**changes: Any) -> Round:
    """A round of a programme that recognises and pays nothing, decided by whoever reviews."""
    said: dict[str, Any] = {"id": "test-recognition", "kind": "recognition", "steps": ["accept", "decide"]}
    return open_round(make_programme(content(**(BARE | said | changes))))


def waiting(call: Round) -> Case:
    case = case_at(State.TO_DECIDE, round=call, asked=None)
    claims_take(
        actor=SYSTEM, holder=holder_of(case), claims=[KeyClaim("entity", (("case", case.number),), "主体")]
    )
    case_clear(actor=SYSTEM, case_id=case.pk)
    return case


def approve(case: Case) -> None:
    case_approve(actor=reviewer(), asked=Asked(case.pk, case.row_version, "符合条件。", meeting()))
    case.refresh_from_db()


def cosigned() -> Case:
    """A case with money, decided and signed."""
    case = ready()
    case_approve(actor=reviewer(), asked=asked(case))
    case.refresh_from_db()
    case_cosign(actor=actor(at_post(Role.FINANCE)), asked=Asked(case.pk, case.row_version, "同意。"))
    case.refresh_from_db()
    return case


def test_with_money_it_is_an_award_when_finance_has_signed() -> None:
    case = ready()
    case_approve(actor=reviewer(), asked=asked(case))
    assert not Award.objects.exists()
    case.refresh_from_db()
    case_cosign(actor=actor(at_post(Role.FINANCE)), asked=Asked(case.pk, case.row_version, "同意。"))
    award = Award.objects.get()
    assert (award.ref, award.state, award.amount) == (f"case:{case.number}", AwardState.WAITING, 3_000_000)
    assert award.clause == "shi-2020-1#二（一）" and award.decided_on == clock.today()
    assert case.organisation is not None
    assert (award.recipient_name, award.recipient_code) == (case.applicant_name, case.organisation.uscc)
    assert (award.department_name, award.place, award.level) == (department().name, case.place_id, "province")
    assert award.category == "test" and award.programme_title == "测试补助"


def test_a_recognition_is_one_without_money() -> None:
    case = waiting(recognition())
    approve(case)
    assert Award.objects.get().amount == 0


def test_cleared_as_an_exception_it_says_so() -> None:
    case = ready()
    case_approve(actor=reviewer(), asked=asked(case))
    case.refresh_from_db()
    Clearance.objects.update(overridden=True)
    case_cosign(actor=actor(at_post(Role.FINANCE)), asked=Asked(case.pk, case.row_version, "同意。"))
    assert Award.objects.get().overridden


def test_what_is_only_recorded_is_none() -> None:
    call = recognition(id="test-registration", kind="registration")
    approve(waiting(call))
    assert not Award.objects.exists()
    assert not is_disclosed(content(**BARE, id="x", kind="registration", steps=["accept", "decide"]))


@pytest.mark.parametrize(
    ("place", "level"),
    [("000000", "nation"), ("210000", "province"), ("210100", "city"), ("210102", "county")],
)
def test_the_level_of_government_is_the_departments(place: str, level: str) -> None:
    assert level_of(place) == level


def test_a_person_is_named_without_any_number() -> None:
    case = case_at(State.TO_DECIDE, person="17", applicant_name="虚构某甲")
    facts = award_facts(case, content(personal_months=6), amount=1, decided_on=clock.today(), clause="x#一")
    assert facts.personal and facts.person == "person:17" and facts.recipient_name == "虚构某甲"
    assert facts.recipient_code == "" and facts.organisation_id is None
    assert facts.personal_months == 6


def test_revoked_with_the_decision() -> None:
    case = waiting(recognition())
    approve(case)
    disclosure_review(actor=SYSTEM, number=Award.objects.get().number, verdict=PUBLIC)
    case_revoke(actor=reviewer(), asked=Asked(case.pk, case.row_version, "弄虚作假。", meeting()))
    award = Award.objects.get()
    assert (award.state, award.revoked_on, award.revoked_reason) == ("revoked", clock.today(), "弄虚作假。")


class TestAhead:
    def test_reviewed_ahead_it_is_public_the_moment_it_is_decided(self) -> None:
        case = waiting(recognition())
        case_review_ahead(actor=actor(at_post(Role.OFFICER, bound=True)), case_id=case.pk, verdict=PUBLIC)
        approve(case)
        assert Award.objects.get().state == AwardState.PUBLIC
        assert DisclosedChange.objects.get().kind == "published"

    def test_a_title_changed_since_makes_it_wait(self) -> None:
        case = waiting(recognition())
        case_review_ahead(actor=actor(at_post(Role.OFFICER, bound=True)), case_id=case.pk, verdict=PUBLIC)
        Case.objects.filter(pk=case.pk).update(title="后来改的标题")
        approve(case)
        assert Award.objects.get().state == AwardState.WAITING

    @pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.REFUSED])
    def test_only_on_the_way_to_a_decision(self, state: State) -> None:
        case = case_at(state, round=recognition(), asked=None)
        with pytest.raises(Refused, match="不能提前审查"):
            case_review_ahead(actor=actor(at_post(Role.OFFICER, bound=True)), case_id=case.pk, verdict=PUBLIC)

    def test_finance_does_not_review(self) -> None:
        case = waiting(recognition())
        with pytest.raises(NotAllowed):
            case_review_ahead(actor=actor(at_post(Role.FINANCE)), case_id=case.pk, verdict=PUBLIC)


class TestPaid:
    def paid(self) -> tuple[Award, PaymentOrder]:
        cosigned()
        order = PaymentOrder.objects.get()
        (line,) = lines_of(make_batch([order]))
        take_in([answer(line)])
        order.refresh_from_db()
        assert order.state == OrderState.PAID
        run_outbox_once()
        return Award.objects.get(), order

    def test_what_arrived_stands_at_the_award(self) -> None:
        award, order = self.paid()
        assert award.paid == order.amount == 3_000_000

    def test_heard_twice_it_is_counted_once(self) -> None:
        award, order = self.paid()
        moved(order)
        run_outbox_once()
        award.refresh_from_db()
        assert award.paid == 3_000_000

    def test_what_is_given_back_and_what_is_clawed_back_comes_off(self) -> None:
        award, order = self.paid()
        refund_record(
            actor=FINANCE,
            order=order,
            amount=500_000,
            on=clock.today(),
            document="虚构凭证",
            expected_version=order.row_version,
        )
        order.refresh_from_db()
        demand = clawback_demand(
            actor=REVIEWER,
            order=order,
            amount=1_000_000,
            reason="虚构",
            due_on=clock.today().replace(year=2099),
        )
        clawback_recovered(
            actor=FINANCE,
            clawback=demand,
            amount=400_000,
            on=clock.today(),
            document="虚构凭证",
            expected_version=demand.row_version,
        )
        run_outbox_once()
        award.refresh_from_db()
        assert award.paid == 2_100_000
