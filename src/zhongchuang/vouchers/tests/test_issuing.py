"""A voucher comes from an approved case, once, out of the programme's budget; and ends with its money where it came from."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.models import StoredSupport
from zhongchuang.clearance.rules.facts import Key, Standing, Support
from zhongchuang.clearance.services.supports import support_keep
from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.ledger.errors import NotEnough
from zhongchuang.ledger.models import Account, Transfer
from zhongchuang.ledger.selectors import books_check
from zhongchuang.ledger.services import hold_place
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import OrganisationKind
from zhongchuang.parties.tests.factory import actor
from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import CaseClashes, SecondPersonNeeded, WrongState
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order, Voucher
from zhongchuang.vouchers.tests.worlds import BOOKS, YUAN, World, a_firm, check_proof, posted

pytestmark = pytest.mark.django_db


def available(world: World) -> int:
    return Account.objects.get(pk=world.budget.account_id).available


def later(days: int) -> clock.FrozenClock:
    return clock.FrozenClock(clock.now() + dt.timedelta(days=days))


def test_a_voucher_is_issued_once_a_case_and_its_money_leaves_the_budget() -> None:
    world = World()
    facts = world.facts(100_000 * YUAN)
    before = available(world)
    made = services.voucher_issue(actor=BOOKS, issue=facts)
    assert services.voucher_issue(actor=BOOKS, issue=facts).pk == made.pk
    assert Voucher.objects.count() == 1
    assert before - available(world) == 100_000 * YUAN
    assert Account.objects.get(pk=made.account_id).available == 100_000 * YUAN
    assert made.last_day > made.first_day == clock.today()
    support = StoredSupport.objects.get(ref=f"case:{made.case}")
    assert (support.standing, support.amount) == ("held", 100_000 * YUAN)
    assert {(k.key, k.value) for k in support.keys.all()} >= {("entity", world.firm.uscc.lower())}
    assert AuditEntry.objects.filter(verb="vouchers.voucher_issue", target_id=str(made.pk)).count() == 1
    assert OutboxEvent.objects.filter(name="vouchers.voucher_issued").count() == 1
    check_proof()


def test_the_support_of_the_case_becomes_the_vouchers_and_is_counted_once() -> None:
    world = World()
    facts = world.facts(100_000 * YUAN)
    asked = Support(
        f"case:{facts.case}",
        200_000 * YUAN,
        clock.today(),
        Standing.AWARDED,
        keys={Key.ENTITY: frozenset({world.firm.uscc}), Key.CONTRACT: frozenset({"ht-1"})},
    )
    support_keep(actor=BOOKS, support=asked, title="申领")
    made = services.voucher_issue(actor=BOOKS, issue=facts)
    row = StoredSupport.objects.get()
    assert (row.standing, row.amount) == ("held", 100_000 * YUAN)
    assert row.keys.filter(key="contract").exists()
    services.voucher_revoke(actor=world.reviewer, voucher=made, reason="材料虚假")
    assert StoredSupport.objects.get().standing == "ended"


def test_another_amount_for_the_same_case_is_told() -> None:
    world = World()
    facts = world.facts(100 * YUAN)
    services.voucher_issue(actor=BOOKS, issue=facts)
    with pytest.raises(CaseClashes):
        services.voucher_issue(actor=BOOKS, issue=world.facts(200 * YUAN, case=facts.case))


def test_a_person_issues_nothing() -> None:
    world = World()
    with pytest.raises(NotAllowed):
        services.voucher_issue(actor=world.officer, issue=world.facts())


def test_an_empty_budget_issues_nothing() -> None:
    world = World(budget_fen=100 * YUAN)
    with pytest.raises(NotEnough):
        world.voucher(101 * YUAN)
    assert not Voucher.objects.exists()


def test_the_hold_of_the_decision_becomes_the_voucher() -> None:
    world = World(budget_fen=100 * YUAN)
    hold = hold_place(
        actor=BOOKS,
        key="decided",
        debit=Account.objects.get(pk=world.budget.account_id),
        credit=Account.objects.get(code="source:990000"),
        amount=100 * YUAN,
        on=clock.today(),
        basis="CXQSL-1",
    )
    assert available(world) == 0
    world.voucher(100 * YUAN, hold=hold.pk)
    assert available(world) == 0
    assert Transfer.objects.filter(pending=hold, kind="void").count() == 1
    check_proof()


def test_suspended_by_one_resumed_by_another() -> None:
    world = World()
    made = world.voucher()
    services.voucher_suspend(actor=world.officer, voucher=made, reason="举报核查")
    with pytest.raises(WrongState):
        services.order_place(
            actor=world.holder,
            voucher=made,
            provider=world.provider,
            service="testing",
            title="试验",
            price=100 * YUAN,
        )
    with pytest.raises(NotAllowed):
        services.voucher_resume(actor=world.officer, voucher=made, reason="查清")
    found = services.voucher_resume(actor=world.reviewer, voucher=made, reason="查清")
    assert found.state == "active"
    assert [step.move for step in found.steps.all()] == ["issue", "suspend", "resume"]


def test_who_suspended_does_not_resume_with_another_post() -> None:
    world = World()
    made = world.voucher()
    boss = actor(posted(world.department, Role.ADMINISTRATOR))
    services.voucher_suspend(actor=boss, voucher=made, reason="举报核查")
    with pytest.raises(SecondPersonNeeded):
        services.voucher_resume(actor=boss, voucher=made, reason="查清")


def test_past_its_last_day_the_rest_goes_back_and_orders_go_on() -> None:
    world = World()
    made = world.voucher(100_000 * YUAN)
    before = available(world)
    with clock.use_clock(later(360)):
        order = world.order(made, 10_000 * YUAN)
        assert services.vouchers_expire(actor=BOOKS) == 0
    with clock.use_clock(later(366)):
        assert services.vouchers_expire(actor=BOOKS) == 1
        assert services.vouchers_expire(actor=BOOKS) == 0
        made.refresh_from_db()
        assert (made.state, made.available, made.held, made.expired) == (
            "expired",
            0,
            5_000 * YUAN,
            95_000 * YUAN,
        )
        assert available(world) - before == 95_000 * YUAN
        services.order_decline(actor=world.counter, order=order, reason="设备检修")
        made.refresh_from_db()
        assert (made.held, made.expired) == (0, 100_000 * YUAN)
        assert StoredSupport.objects.get(ref=f"case:{made.case}").standing == "ended"
        check_proof()


def test_revoked_it_gives_back_what_is_available_and_stops_what_was_not_delivered() -> None:
    world = World()
    made = world.voucher(100_000 * YUAN)
    placed, delivered = world.order(made), world.at(OrderState.DELIVERED, made)
    redeemed = world.at(OrderState.REDEEMED, made)
    found = services.voucher_revoke(actor=world.reviewer, voucher=made, reason="材料虚假")
    states = dict(Order.objects.values_list("pk", "state"))
    assert states == {placed.pk: "stopped", delivered.pk: "disputed", redeemed.pk: "redeemed"}
    assert (found.available, found.held, found.redeemed) == (0, 5_000 * YUAN, 5_000 * YUAN)
    assert found.revoked == 90_000 * YUAN
    check_proof()
    assert books_check().ok


def test_a_decision_taken_back_revokes_its_voucher_and_says_nothing_twice() -> None:
    world = World()
    made = world.voucher()
    assert services.voucher_revoke_case(actor=BOOKS, case="CASE-OF-NOBODY", reason="撤销") is None
    for _ in range(2):
        found = services.voucher_revoke_case(actor=BOOKS, case=made.case, reason="撤销决定")
        assert found is not None
        assert found.state == "revoked"
    assert made.steps.filter(move="revoke").count() == 1


def test_an_officer_of_another_department_moves_nothing() -> None:
    world = World()
    made = world.voucher()
    other = actor(posted(a_firm("虚构另一厅", OrganisationKind.DEPARTMENT), Role.ADMINISTRATOR))
    with pytest.raises(NotAllowed):
        services.voucher_suspend(actor=other, voucher=made, reason="越权")
    with pytest.raises(NotAllowed):
        services.voucher_revoke(actor=other, voucher=made, reason="越权")
