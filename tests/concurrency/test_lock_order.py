"""Verbs over the same cases, budgets and notices at the same moment wait for each other in a line and never in a circle.

Notices come before cases, cases before payments, budgets before accounts, and of one kind the smaller key before the larger
(`ledger/services/orders.py`).
Whoever moves first is slowed down, so that each has one of the two rows when it asks for the other. On SQLite the second waits
from the very beginning and nothing can go wrong; the danger is PostgreSQL's, and so are the controls.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction

from tests.concurrency.processes import TIME_LIMIT, Outcome, barrier, signal, together, values
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign, case_revoke
from zhongchuang.cases.services.notice_ends import notice_end
from zhongchuang.cases.services.objection_answers import objection_answer, objection_take
from zhongchuang.cases.tests.deciding.test_deciding import asked, ready, reviewer
from zhongchuang.cases.tests.factory import at_post, case_at, department, funded_round
from zhongchuang.cases.tests.notices.scene import LAST, TODAY, objected, officer, published, waiting
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.core.locks import lock_row
from zhongchuang.ledger.gate import payment_check
from zhongchuang.ledger.models import Budget, OrderState, PaymentOrder
from zhongchuang.ledger.selectors.of_cases import orders_of_case
from zhongchuang.ledger.selectors.promises import promise_of
from zhongchuang.ledger.services.batches import batch_make
from zhongchuang.ledger.services.payments import payment_stop
from zhongchuang.ledger.services.promises import promise_hold
from zhongchuang.ledger.services.routes import payments_hand_down
from zhongchuang.ledger.tests.factory import FINANCE, REVIEWER
from zhongchuang.ledger.tests.payments import DAY, YUAN, make_order, make_programme, make_signed, make_year
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_place

pytestmark = pytest.mark.django_db(transaction=True)
PAUSE = 0.4


def slowed(monkeypatch: pytest.MonkeyPatch, name: str, *, seconds: float = PAUSE) -> None:
    """Whoever has done this takes a while to go on: time enough for the other to get as far."""
    module, _, function = name.rpartition(".")
    plain = getattr(__import__(module, fromlist=[function]), function)

    def slowly(*given: Any, **named: Any) -> Any:
        done = plain(*given, **named)
        time.sleep(seconds)
        return done

    monkeypatch.setattr(name, slowly)


def in_a_circle(outcomes: Sequence[Outcome[Any]]) -> list[str]:
    """What those were told who would have waited for each other for ever."""
    return [one.refused for one in outcomes if one.refused]


def approved(count: int) -> list[Case]:
    """Cases that are decided and signed, so that what is due of them may leave."""
    call, found = funded_round(), []
    for _ in range(count):
        case = ready(call)
        case_approve(actor=reviewer(), asked=asked(case))
        case.refresh_from_db()
        case_cosign(actor=actor(at_post(Role.FINANCE)), asked=Asked(case.pk, case.row_version))
        case.refresh_from_db()
        found.append(case)
    return found


def crossing(cases: Sequence[Case], route: Sequence[str] = ()) -> list[list[PaymentOrder]]:
    """Two lots of payments over the same two cases: by their keys, the first begins with the one, the second with the other."""
    budget = cases[0].round.budget or make_programme(parent=make_year(department=department()))
    one, other = cases
    first = [make_signed(budget, YUAN, case=case.number, part="甲", route=route) for case in (one, other)]
    second = [make_signed(budget, YUAN, case=case.number, part="乙", route=route) for case in (other, one)]
    return [first, second]


class TestTwoLotsOfPaymentsOverTheSameCases:
    @pytest.fixture(autouse=True)
    def _slow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        slowed(monkeypatch, "zhongchuang.cases.services.paying.clearance_of")

    def test_both_batches_are_made(self) -> None:
        lots = crossing(approved(2))

        def send(number: int) -> int:
            orders = {order.pk: None for order in lots[number]}
            return batch_make(actor=FINANCE, orders=orders, key=None, check=payment_check()).pk

        assert len(set(values(together(send, 2)))) == 2
        assert {row.state for row in orders_in(lots)} == {OrderState.SENT}

    def test_both_are_handed_down(self) -> None:
        make_place("990100")
        lots = crossing(approved(2), route=["990100"])

        def hand_down(number: int) -> int:
            orders = {order.pk: None for order in lots[number]}
            day = max(DAY, lots[number][0].created_at.date())
            done = payments_hand_down(
                actor=FINANCE,
                orders=orders,
                document=f"虚构财〔2026〕{number}号",
                on=day,
                key=None,
                check=payment_check(),
            )
            return len(done)

        assert values(together(hand_down, 2)) == [2, 2]
        assert {row.state for row in orders_in(lots)} == {OrderState.HANDED_DOWN}

    def test_a_batch_and_the_revocation_of_one_of_its_cases(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whichever comes first: the payment is with the bank, or it is stopped and nothing leaves."""
        cases = approved(2)
        # What sets letters keeps threads, which are not there any more in a process that was divided.
        monkeypatch.setattr("zhongchuang.cases.services.letters.render_pdf", lambda *_, **__: b"%PDF-1.7")
        orders = [order for case in cases for order in orders_of_case(case.number)]
        who, revoked = reviewer(), cases[1]
        form = asked(revoked, grounds="材料不实。", amount=None)

        def act(number: int) -> str:
            if number:
                time.sleep(PAUSE / 2)  # the batch has begun
                case_revoke(actor=who, asked=form)
                return "revoked"
            try:
                batch_make(
                    actor=FINANCE, orders={o.pk: None for o in orders}, key=None, check=payment_check()
                )
            except ZhongchuangError as error:
                return error.code
            return "sent"

        told = values(together(act, 2))
        revoked.refresh_from_db()
        assert told[1] == "revoked" and revoked.state == State.REVOKED
        states = {row.state for row in orders_in([orders])}
        assert (told[0], states) in (
            ("sent", {OrderState.SENT}),
            ("ledger.wrong_state", {OrderState.RELEASED, OrderState.CANCELLED}),
        )


def orders_in(lots: Sequence[Sequence[PaymentOrder]]) -> list[PaymentOrder]:
    """As they stand now."""
    return list(PaymentOrder.objects.filter(pk__in=[order.pk for lot in lots for order in lot]))


def test_control_cases_taken_in_the_order_of_their_payments_wait_in_a_circle() -> None:
    """The check as one would write it: one payment after the other, each case when its turn comes."""
    lots = crossing([case_at(State.APPROVED), case_at(State.APPROVED)])
    each_has_one = barrier(2)

    def one_by_one(orders: Sequence[PaymentOrder]) -> None:
        for turn, order in enumerate(orders):
            Case.objects.select_for_update(of=("self",)).get(number=order.case)
            if turn == 0 and connection.vendor == "postgresql":
                each_has_one.wait(TIME_LIMIT)

    def send(number: int) -> int:
        orders = {order.pk: None for order in lots[number]}
        return batch_make(actor=FINANCE, orders=orders, key=None, check=one_by_one).pk

    refused = in_a_circle(together(send, 2))
    assert refused == (["OperationalError"] if connection.vendor == "postgresql" else [])


def two_programmes() -> list[Budget]:
    year = make_year()
    return [make_programme(100_000 * YUAN, parent=year, programme=f"crossing-{one}") for one in "ab"]


def test_two_cases_stopped_at_once_whose_payments_lie_in_two_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two_programmes()
    for case, budgets in (("ONE", (first, second)), ("OTHER", (second, first))):
        for part, budget in enumerate(budgets):
            make_order(budget, YUAN, case=case, part=str(part))
    slowed(monkeypatch, "zhongchuang.ledger.services.payments.hold_void")

    def stop(number: int) -> int:
        stopped, beyond = payment_stop(actor=REVIEWER, case=("ONE", "OTHER")[number], reason="撤销")
        return len(stopped) - len(beyond)

    assert values(together(stop, 2)) == [2, 2]
    assert {row.account.held_dr for row in Budget.objects.filter(programme__startswith="crossing")} == {0}


def test_two_promises_that_move_from_one_budget_to_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    budgets = two_programmes()
    for number, budget in enumerate(budgets):
        promise_hold(actor=SYSTEM, case=f"CASE-{number}", budget=budget, amount=YUAN, memo="券")
    slowed(monkeypatch, "zhongchuang.ledger.services.promises.hold_void")

    def move(number: int) -> int:
        hold = promise_hold(
            actor=SYSTEM, case=f"CASE-{number}", budget=budgets[1 - number], amount=2 * YUAN, memo="券"
        )
        return hold.debit_id

    assert values(together(move, 2)) == [budgets[1].account_id, budgets[0].account_id]
    assert [promise.amount for n in range(2) if (promise := promise_of(f"CASE-{n}"))] == [2 * YUAN] * 2


@pytest.mark.parametrize("taken", ["notice_first", "control"])
def test_a_notice_that_ends_while_the_last_objection_is_answered(
    taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both hold the notice, then its case. The control answers as one would write it: the notice when it comes to it."""
    handler, ends = officer(), SystemActor("cases.notice_end")
    with clock.use_date(TODAY) as day:
        notice = published(waiting(1))
        taken_in = objected(notice).objection
        row = objection_take(actor=handler, objection=taken_in, expected_version=taken_in.row_version)
        day.move_to(LAST + dt.timedelta(days=3))
        if taken == "control":
            monkeypatch.setattr(
                "zhongchuang.cases.services.objection_answers.hold_notice_of", lambda _case: None
            )
        slowed(monkeypatch, "zhongchuang.cases.services.objection_answers._published", seconds=2 * PAUSE)

        def act(number: int) -> str:
            if number:
                time.sleep(PAUSE)  # the answer has its case
                notice_end(actor=ends, notice_id=notice.pk)
                return "ended"
            objection_answer(
                actor=handler,
                objection=row,
                upheld=False,
                answer="经核查，反映的情况不属实。",
                expected_version=row.row_version,
            )
            return "answered"

        outcomes = together(act, 2)
    if taken == "control" and connection.vendor == "postgresql":
        assert in_a_circle(outcomes) == ["OperationalError"]
        return
    assert values(outcomes) == ["answered", "ended"]
    notice.refresh_from_db()
    assert notice.ended_at is not None
    assert Case.objects.get(pk=row.case_id).state == State.TO_DECIDE


@pytest.mark.parametrize("held_as", ["lock_row", "control"])
def test_a_row_that_is_held_does_not_hold_up_what_only_names_it(held_as: str) -> None:
    """A key is checked when a transaction ends, with everything held that it ever wanted: were it to wait there for a row that
    another holds, the two could stand in a circle. The control holds the row as Django does when nothing is said.
    """
    case = case_at(State.SUBMITTED)
    held, named = signal(), signal()
    waits = held_as == "control" and connection.vendor == "postgresql"

    def act(number: int) -> bool:
        if number:
            assert held.wait(TIME_LIMIT)
            case.moves.create(move="x", source="x", target="x", actor="system:tests", at=case.changed_at)
            named.set()
            return True
        with transaction.atomic():
            if held_as == "lock_row":
                lock_row(Case.objects.all(), case.pk)
            else:
                Case.objects.select_for_update().get(pk=case.pk)
            held.set()
            return named.wait(1 if waits else TIME_LIMIT)

    if connection.vendor != "postgresql":
        return  # one writer at a time: what names the row waits for the end in any case
    assert values(together(act, 2)) == [not waits, True]
