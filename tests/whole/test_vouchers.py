"""A case that gives a voucher: its money is held from the decision on, and becomes the voucher, or comes free, exactly once."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.whole import world
from tests.whole.test_every_programme import Applied, Scene, applied, decided, granted_to, led, scene
from zhongchuang.cases.events import VoucherGranted
from zhongchuang.cases.flow import State
from zhongchuang.cases.services import closing, letters
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import (
    Asked,
    case_approve,
    case_cosign,
    case_cosign_back,
    case_refuse,
    case_revoke,
)
from zhongchuang.cases.services.meetings import meeting_record
from zhongchuang.cases.services.paying import vouchers_checked
from zhongchuang.clearance.errors import NoClearance
from zhongchuang.core import clock
from zhongchuang.core.clock import FrozenClock
from zhongchuang.core.errors import Refused
from zhongchuang.core.outbox.delivery import run_outbox_once
from zhongchuang.core.outbox.events import from_payload
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.ledger import selectors as ledger
from zhongchuang.ledger.errors import NotEnough
from zhongchuang.ledger.models import Account, Budget
from zhongchuang.ledger.selectors.promises import promise_of
from zhongchuang.ledger.services.budgets import budget_lapse, budget_reduce
from zhongchuang.parties.models import Account as Person
from zhongchuang.parties.tests.factory import signed_in
from zhongchuang.project.granting import issue_voucher
from zhongchuang.vouchers.errors import SchemeNotInForce
from zhongchuang.vouchers.flow import VoucherState
from zhongchuang.vouchers.models import Voucher
from zhongchuang.vouchers.selectors import vouchers_proof

CODE = "liaoning/innovation-voucher"


@pytest.fixture(autouse=True)
def _figures_are_tried_out(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMONSTRATION = True
    for module in (letters, closing):
        monkeypatch.setattr(module, "render_pdf", lambda *_data, **_made: world.PDF)


def ready(day: FrozenClock) -> tuple[Scene, Applied]:
    """A case of the programme that waits for its decision."""
    at = scene(CODE, day)
    one = applied(at)
    led(at, one)
    return at, one


def asked(at: Scene, one: Applied, amount: int | None) -> Asked:
    """A decision on minutes, as the second person asks for it."""
    case_clear(actor=at.where.officer, case_id=one.case.pk)
    meeting = meeting_record(
        actor=at.where.officer,
        number=f"虚构纪要〔2026〕{one.case.pk}-{one.case.row_version}号",
        kind="office",
        held_on=clock.today(),
        department=at.where.department.pk,
        summary="议定。",
    )
    one.case.refresh_from_db()
    return Asked(one.case.pk, one.case.row_version, "符合条件。", meeting, amount)


def approved(at: Scene, one: Applied) -> int:
    """Approved and not co-signed yet; the face in 分."""
    one.case.refresh_from_db()
    amount = granted_to(one.case)
    assert amount is not None
    case_approve(actor=at.where.reviewer, asked=asked(at, one, amount))
    return amount


def cosigned(at: Scene, one: Applied) -> None:
    one.case.refresh_from_db()
    case_cosign(actor=at.where.finance, asked=Asked(one.case.pk, one.case.row_version))


def delivered() -> None:
    """Everything that was told has been heard."""
    while run_outbox_once():
        pass


def account(at: Scene) -> Account:
    """The programme's account now."""
    return Account.objects.get(pk=pool(at).account_id)


def pool(at: Scene) -> Budget:
    """The programme's budget now."""
    assert at.call.budget is not None
    return Budget.objects.get(pk=at.call.budget.pk)


def test_the_money_is_held_with_the_decision_and_becomes_the_voucher_with_the_co_signature(
    day: FrozenClock,
) -> None:
    at, one = ready(day)
    before = account(at).available
    face = approved(at, one)
    assert (account(at).available, account(at).held_dr) == (before - face, face)
    delivered()
    assert not Voucher.objects.filter(case=one.case.number).exists()
    cosigned(at, one)
    delivered()
    voucher = Voucher.objects.get(case=one.case.number)
    assert (voucher.issued, voucher.holder_name) == (face, one.case.applicant_name)
    assert voucher.clause == "liaozhengbanfa-2015-94#二（五）" and voucher.clearance
    assert (account(at).available, account(at).held_dr) == (before - face, 0)
    assert ledger.books_check().ok and vouchers_proof().ok


def test_what_is_told_twice_is_one_voucher(day: FrozenClock) -> None:
    at, one = ready(day)
    decided(at, one.case, approves=True)
    delivered()
    told = OutboxEvent.objects.get(name="cases.voucher_granted", payload__case=one.case.number)
    issue_voucher(from_payload(VoucherGranted, told.payload))
    assert Voucher.objects.filter(case=one.case.number).count() == 1
    assert ledger.books_check().ok and vouchers_proof().ok


def test_sent_back_by_finance_it_is_held_once_and_refused_it_comes_free(day: FrozenClock) -> None:
    at, one = ready(day)
    before = account(at).available
    face = approved(at, one)
    one.case.refresh_from_db()
    case_cosign_back(actor=at.where.finance, asked=Asked(one.case.pk, one.case.row_version, "金额要再核。"))
    assert account(at).held_dr == face
    assert approved(at, one) == face
    assert account(at).held_dr == face
    one.case.refresh_from_db()
    case_cosign_back(actor=at.where.finance, asked=Asked(one.case.pk, one.case.row_version, "不合条件。"))
    case_refuse(actor=at.where.reviewer, asked=asked(at, one, None))
    assert (account(at).available, account(at).held_dr) == (before, 0)
    assert promise_of(one.case.number) is None


def test_revoked_before_it_was_issued_nothing_is_issued(day: FrozenClock) -> None:
    at, one = ready(day)
    before = account(at).available
    approved(at, one)
    cosigned(at, one)
    case_revoke(actor=at.where.reviewer, asked=asked(at, one, None))
    delivered()
    assert not Voucher.objects.filter(case=one.case.number).exists()
    assert (account(at).available, account(at).held_dr) == (before, 0)
    assert ledger.books_check().ok


def test_revoked_afterwards_the_voucher_is_revoked_and_the_money_back(day: FrozenClock) -> None:
    at, one = ready(day)
    before = account(at).available
    approved(at, one)
    cosigned(at, one)
    delivered()
    vouchers_checked([one.case.number])
    case_revoke(actor=at.where.reviewer, asked=asked(at, one, None))
    with pytest.raises(Refused):
        vouchers_checked([one.case.number])
    delivered()
    assert Voucher.objects.get(case=one.case.number).state == VoucherState.REVOKED
    assert account(at).available == before
    assert ledger.books_check().ok and vouchers_proof().ok


def test_more_than_the_budget_has_is_not_promised(day: FrozenClock) -> None:
    at, one = ready(day)
    budget = pool(at)
    budget_reduce(
        actor=at.where.finance,
        budget=budget,
        amount=account(at).available - 1,
        basis="虚构财〔2026〕9号",
        on=clock.today(),
        expected_version=budget.row_version,
    )
    with pytest.raises(NotEnough):
        approved(at, one)
    assert world.state_of(one.case) is State.TO_DECIDE


def test_a_year_that_ends_in_between_does_not_take_the_promise_back(day: FrozenClock) -> None:
    at, one = ready(day)
    approved(at, one)
    cosigned(at, one)
    parent = Budget.objects.get(parts=at.call.budget_id)
    budget_lapse(
        actor=at.where.finance,
        budget=parent,
        basis="虚构财〔2026〕12号",
        on=clock.today(),
        expected_version=parent.row_version,
    )
    delivered()
    assert Voucher.objects.get(case=one.case.number).available == granted_to(one.case)
    assert ledger.books_check().ok and vouchers_proof().ok


def test_without_a_scheme_in_force_nothing_is_promised(day: FrozenClock, settings: Settings) -> None:
    at, one = ready(day)
    settings.DEMONSTRATION = False
    with pytest.raises(SchemeNotInForce):
        approved(at, one)
    assert promise_of(one.case.number) is None


def test_a_case_that_never_was_cleared_is_not_settled(day: FrozenClock) -> None:
    _at, one = ready(day)
    with pytest.raises((NoClearance, Refused)):
        vouchers_checked([one.case.number])
    with pytest.raises(NoClearance):
        vouchers_checked(["GS-2026-NONE"])


def test_case_and_voucher_lead_to_each_other_for_whoever_may_open_both(day: FrozenClock) -> None:
    at, one = ready(day)
    approved(at, one)
    case = one.case.number
    own_case, desk_case = reverse("cases:my_case", args=[case]), reverse("cases:office_case", args=[case])
    holder, officer = (signed_in(Person.objects.get(pk=who.user_id)) for who in (one.who, at.where.officer))
    assert "/vouchers/mine/CXQ-" not in holder.get(own_case).content.decode()  # promised, not issued yet
    cosigned(at, one)
    delivered()
    number = Voucher.objects.get(case=case).number
    own, desk = (
        reverse("vouchers:voucher", args=[number]),
        reverse("vouchers:office_voucher", args=[number]),
    )
    assert own in holder.get(own_case).content.decode()
    assert own_case in holder.get(own).content.decode()
    assert desk in officer.get(desk_case).content.decode()
    assert desk_case in officer.get(desk).content.decode()
    finance = signed_in(Person.objects.get(pk=at.where.finance.user_id))
    shown = finance.get(desk)
    assert shown.status_code == 200
    leads = desk_case in shown.content.decode()
    assert leads == (finance.get(desk_case).status_code == 200)  # no link to a page that is not theirs


def test_without_a_finder_a_number_stays_a_number(day: FrozenClock, settings: Settings) -> None:
    at, one = ready(day)
    approved(at, one)
    cosigned(at, one)
    delivered()
    settings.ZHONGCHUANG_CASE_OF_VOUCHER = settings.ZHONGCHUANG_VOUCHER_OF_CASE = ""
    voucher = Voucher.objects.get(case=one.case.number)
    officer = signed_in(Person.objects.get(pk=at.where.officer.user_id))
    shown = officer.get(reverse("vouchers:office_voucher", args=[voucher.number])).content.decode()
    assert one.case.number in shown and reverse("cases:office_case", args=[one.case.number]) not in shown
    assert (
        reverse("vouchers:office_voucher", args=[voucher.number])
        not in officer.get(reverse("cases:office_case", args=[one.case.number])).content.decode()
    )
