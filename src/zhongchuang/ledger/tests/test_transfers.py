"""Money moves as asked, once, or not at all; and the sentence says why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS, Actor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed, ZhongchuangError
from zhongchuang.ledger import services
from zhongchuang.ledger.errors import (
    AccountClosed,
    AccountNotEmpty,
    AccountTaken,
    AccountUnknown,
    AmountInvalid,
    HoldResolved,
    KeyReused,
    NotEnough,
    PlanInvalid,
    TransferInvalid,
)
from zhongchuang.ledger.models import Account, AccountKind, Transfer, TransferKind
from zhongchuang.ledger.tests.factory import (
    BASIS,
    DAY,
    FINANCE,
    OFFICER,
    REVIEWER,
    SYSTEM,
    fresh,
    hold,
    make_account,
    make_payee,
    make_pool,
    make_source,
    new_key,
    pay,
    sums,
)

pytestmark = pytest.mark.django_db


def test_money_moves_from_one_account_to_the_other() -> None:
    source, pool, payee = make_source(), make_pool(1000), make_payee()
    made = pay(pool, payee, 300, key="the-key")
    assert (sums(pool), sums(payee)) == ((700, 0, 700), (300, 0, 300))
    assert sums(source) == (-1000, 0, -1000)  # the only kind that may be overdrawn
    row = Transfer.objects.get(idem_key="the-key")
    assert (row.pk, row.amount, row.debit_id, row.credit_id) == (made.pk, 300, pool.pk, payee.pk)
    assert (row.on, row.basis, row.actor, row.at) == (DAY, BASIS, "system:tests.ledger", made.at)
    assert {f.name: getattr(row, f.attname) for f in Transfer._meta.concrete_fields} == {
        f.name: getattr(made, f.attname) for f in Transfer._meta.concrete_fields
    }


def test_a_hold_is_set_aside_and_paid() -> None:
    pool, payee = make_pool(1000), make_payee()
    held = hold(pool, payee, 400)
    assert (sums(pool), sums(payee)) == ((1000, 400, 600), (0, 0, 0))
    paid = services.hold_post(actor=FINANCE, key=new_key(), hold=held, on=DAY, basis=BASIS)
    assert (sums(pool), sums(payee)) == ((600, 0, 600), (400, 0, 400))
    assert (paid.kind, paid.pending_id, paid.amount) == ("post", held.pk, 400)


def test_what_a_payment_leaves_of_a_hold_comes_free() -> None:
    pool, payee = make_pool(1000), make_payee()
    held = hold(pool, payee, 400)
    services.hold_post(actor=FINANCE, key=new_key(), hold=held, on=DAY, basis=BASIS, amount=150)
    assert (sums(pool), sums(payee)) == ((850, 0, 850), (150, 0, 150))


def test_a_hold_given_up_comes_free() -> None:
    pool, payee = make_pool(1000), make_payee()
    held = hold(pool, payee, 400)
    services.hold_void(actor=REVIEWER, key=new_key(), hold=held, on=DAY, basis=BASIS)
    assert (sums(pool), sums(payee)) == ((1000, 0, 1000), (0, 0, 0))


def test_one_fen_short_is_refused_and_says_both_sums() -> None:
    pool, payee = make_pool(1000_00), make_payee()
    hold(pool, payee, 400_00)
    with pytest.raises(NotEnough) as refused:
        pay(pool, payee, 600_01)
    for part in ("600.00 元", "600.01 元", "0.01 元", pool.name):
        assert part in refused.value.zh
    assert "CNY 0.01 are missing" in refused.value.en
    assert (refused.value.available, refused.value.missing) == (600_00, 1)
    pay(pool, payee, 600_00)
    with pytest.raises(NotEnough):
        hold(pool, payee, 1)
    assert sums(pool) == (400_00, 400_00, 0)


def test_a_repeated_request_is_answered_and_moves_nothing() -> None:
    pool, payee = make_pool(1000), make_payee()
    first = pay(pool, payee, 1000, key="same")  # the pool is empty now
    assert pay(pool, payee, 1000, key="same") == first
    held = hold(make_pool(500, "programme:other"), payee, 500, key="held")
    assert hold(Account.objects.get(code="programme:other"), payee, 500, key="held") == held
    ends = [services.hold_post(actor=FINANCE, key="paid", hold=held, on=DAY, basis=BASIS) for _ in range(2)]
    assert ends[0] == ends[1]
    assert (sums(pool), sums(payee)) == ((0, 0, 0), (1500, 0, 1500))


@pytest.mark.parametrize(
    "other",
    [{"amount": 99}, {"on": DAY + dt.timedelta(1)}, {"kind": TransferKind.REFUND}, {"turned": True}],
)
def test_a_key_used_for_something_else_is_refused(other: dict[str, object]) -> None:
    pool, payee = make_pool(1000), make_payee()
    wanted: dict[str, object] = {"amount": 100, "key": "same"}
    pay(pool, payee, **wanted)  # type: ignore[arg-type]  # the cases are data
    sides = (payee, pool) if other.pop("turned", False) else (pool, payee)
    with pytest.raises(KeyReused):
        pay(*sides, **{**wanted, **other})  # type: ignore[arg-type]  # the cases are data
    assert sums(payee) == (100, 0, 100)


def test_a_hold_is_resolved_once() -> None:
    pool, payee = make_pool(1000), make_payee()
    paid, given_up = hold(pool, payee, 100), hold(pool, payee, 200)
    services.hold_post(actor=FINANCE, key=new_key(), hold=paid, on=DAY, basis=BASIS)
    services.hold_void(actor=FINANCE, key=new_key(), hold=given_up, on=DAY, basis=BASIS)
    for done, word in ((paid, "已经支付"), (given_up, "已经解除")):
        for verb in (services.hold_post, services.hold_void):
            with pytest.raises(HoldResolved, match=word):
                verb(actor=FINANCE, key=new_key(), hold=done, on=DAY, basis=BASIS)
    assert (sums(pool), sums(payee)) == ((900, 0, 900), (100, 0, 100))


def test_more_than_is_held_cannot_be_paid_of_a_hold() -> None:
    pool, payee = make_pool(1000), make_payee()
    held = hold(pool, payee, 100)
    with pytest.raises(AmountInvalid, match="超过冻结"):
        services.hold_post(actor=FINANCE, key=new_key(), hold=held, on=DAY, basis=BASIS, amount=101)
    with pytest.raises(TransferInvalid):
        services.hold_void(actor=FINANCE, key=new_key(), hold=pay(pool, payee, 1), on=DAY, basis=BASIS)
    assert sums(pool) == (999, 100, 899)


@pytest.mark.parametrize("amount", [0, -1, 10**16 + 1, 2**63])
def test_an_amount_is_above_zero_and_of_this_world(amount: int) -> None:
    pool, payee = make_pool(1000), make_payee()
    for act in (pay, hold):
        with pytest.raises(AmountInvalid):
            act(pool, payee, amount)


def test_an_account_does_not_pay_itself_and_nothing_moves_without_grounds() -> None:
    pool, payee = make_pool(1000), make_payee()
    with pytest.raises(TransferInvalid, match="同一个账户"):
        pay(pool, pool, 1)
    for basis, memo in (("", ""), ("  ", ""), ("长" * 201, ""), (BASIS, "长" * 201), (BASIS, "\x00")):
        with pytest.raises(TransferInvalid):
            services.hold_place(
                actor=SYSTEM,
                key=new_key(),
                debit=pool,
                credit=payee,
                amount=1,
                on=DAY,
                basis=basis,
                memo=memo,
            )
    with pytest.raises(TransferInvalid):
        pay(pool, payee, 1, kind=TransferKind.HOLD)
    assert sums(pool) == (1000, 0, 1000)


def test_an_account_that_is_not_there() -> None:
    with pytest.raises(AccountUnknown):
        pay(make_pool(10), Account(pk=10**9), 1)


def test_an_account_is_opened_once() -> None:
    first = make_payee(7)
    assert make_payee(7) == first
    assert AuditEntry.objects.filter(verb="ledger.account_open").count() == 1
    with pytest.raises(AccountTaken):
        make_account(first.code, AccountKind.PLACE)


def test_a_closed_account_takes_nothing_and_one_with_money_stays_open() -> None:
    pool, payee = make_pool(100), make_payee()
    held = hold(pool, payee, 60)
    with pytest.raises(AccountNotEmpty, match=r"1\.00 元.*0\.60 元"):
        services.account_close(actor=FINANCE, account=pool)
    closed = services.account_close(actor=FINANCE, account=payee)
    assert services.account_close(actor=FINANCE, account=payee).closed_at == closed.closed_at
    for act in (pay, hold):
        with pytest.raises(AccountClosed):
            act(pool, payee, 1)
    with pytest.raises(AccountClosed):
        services.hold_post(actor=FINANCE, key=new_key(), hold=held, on=DAY, basis=BASIS)
    services.hold_void(actor=FINANCE, key=new_key(), hold=held, on=DAY, basis=BASIS)
    pay(pool, make_source(), 100, kind=TransferKind.LAPSE)
    services.account_close(actor=FINANCE, account=pool)
    with pytest.raises(AccountClosed):
        pay(make_source(), pool, 1)
    assert sums(pool) == (0, 0, 0)


def test_a_plan_happens_as_a_whole_or_not_at_all() -> None:
    pool, payee, source = make_pool(1000), make_payee(), make_source()
    held = hold(pool, payee, 400)

    def plan(last: int) -> list[services.Step]:
        common = {"on": DAY, "basis": BASIS}
        return [
            services.settle(key="plan:1", hold=held, on=DAY, basis=BASIS),
            services.place(key="plan:2", debit=payee.pk, credit=source.pk, amount=400, **common),  # type: ignore[arg-type]  # mixed values
            services.move(
                key=f"plan:3:{last}",
                kind=TransferKind.LAPSE,
                debit=pool.pk,
                credit=source.pk,
                amount=last,
                **common,  # type: ignore[arg-type]  # mixed values
            ),
        ]

    with pytest.raises(NotEnough):
        services.transfers_post(actor=SYSTEM, plan=plan(601))
    assert (sums(pool), sums(payee)) == ((1000, 400, 600), (0, 0, 0))
    made = services.transfers_post(actor=SYSTEM, plan=plan(600))
    assert (sums(pool), sums(payee)) == ((0, 0, 0), (400, 400, 0))
    assert services.transfers_post(actor=SYSTEM, plan=plan(600)) == made
    assert Transfer.objects.filter(idem_key__startswith="plan:").count() == 3


def test_what_cannot_be_one_plan() -> None:
    pool, payee = make_pool(1000), make_payee()
    held = hold(pool, payee, 400)
    step = services.settle(key="a", hold=held, on=DAY, basis=BASIS)
    for plan in ([], [step, step], [step, services.release(key="b", hold=held, on=DAY, basis=BASIS)]):
        with pytest.raises(PlanInvalid):
            services.transfers_post(actor=SYSTEM, plan=plan)


def test_a_refusal_leaves_the_callers_transaction_whole() -> None:
    pool, payee = make_pool(1000), make_payee()
    with transaction.atomic():
        pay(pool, payee, 1)
        with pytest.raises(NotEnough):
            pay(pool, payee, 1000)
        pay(pool, payee, 2)
    assert sums(payee) == (3, 0, 3)


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (TransferKind.APPROPRIATE, {FINANCE}),
        (TransferKind.LAPSE, {FINANCE, REVIEWER}),
        (TransferKind.PAY_ON, {FINANCE}),
        (TransferKind.RETURN, {FINANCE}),
        (TransferKind.CLAW_BACK, {FINANCE, REVIEWER}),
    ],
)
def test_only_who_may_moves_money(kind: TransferKind, may: set[Actor]) -> None:
    pool, payee = make_pool(1000), make_payee()
    for actor in (FINANCE, REVIEWER, OFFICER, ANONYMOUS):

        def act(actor: Actor = actor) -> object:
            return services.transfer_post(
                actor=actor, key=new_key(), kind=kind, debit=pool, credit=payee, amount=1, on=DAY, basis=BASIS
            )

        if actor in may:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()
    assert sums(payee)[0] == len(may)


def test_only_who_may_holds_pays_and_opens() -> None:
    pool, payee = make_pool(1000), make_payee()
    held = hold(pool, payee, 1)
    for actor in (OFFICER, ANONYMOUS):
        for refused in (
            lambda who: services.hold_place(
                actor=who, key=new_key(), debit=pool, credit=payee, amount=1, on=DAY, basis=BASIS
            ),
            lambda who: services.hold_void(actor=who, key=new_key(), hold=held, on=DAY, basis=BASIS),
            lambda who: services.account_open(actor=who, code="x", kind=AccountKind.PAYEE, name="x"),
            lambda who: services.account_close(actor=who, account=payee),
        ):
            with pytest.raises(NotAllowed):
                refused(actor)
    with pytest.raises(NotAllowed):
        services.hold_post(actor=REVIEWER, key=new_key(), hold=held, on=DAY, basis=BASIS)
    with pytest.raises(NotAllowed):
        services.account_open(actor=REVIEWER, code="x", kind=AccountKind.SOURCE, name="x", may_overdraw=True)
    assert (sums(pool), Account.objects.filter(code="x").exists()) == ((1000, 1, 999), False)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_transfer SET amount = amount + 1",
        "DELETE FROM ledger_transfer",
        "UPDATE ledger_account SET posted_dr = posted_cr + 1 WHERE NOT may_overdraw",
        "UPDATE ledger_account SET held_dr = -1",
        "INSERT INTO ledger_transfer SELECT * FROM ledger_transfer",
    ],
)
def test_the_database_itself_refuses(sql: str) -> None:
    pool = make_pool(1000)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert (sums(pool), Transfer.objects.count()) == ((1000, 0, 1000), 1)


def test_a_row_that_would_overwrite_another_is_refused() -> None:
    make_pool(1000)
    connection.check_constraints()  # PostgreSQL empties no table while foreign keys wait to be looked at
    replace = (
        "TRUNCATE ledger_transfer CASCADE"
        if connection.vendor == "postgresql"
        else "INSERT OR REPLACE INTO ledger_transfer SELECT * FROM ledger_transfer"
    )
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace)


def test_an_end_of_a_hold_is_no_plain_row() -> None:
    """The database: only a payment or a release names a hold, and each of them must."""
    pool, payee = make_pool(1000), make_payee()
    for kind, pending in (("post", None), ("refund", hold(pool, payee, 1).pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.create(
                idem_key=new_key(),
                request_hash="x",
                kind=kind,
                debit=pool,
                credit=payee,
                amount=1,
                pending_id=pending,
                on=DAY,
                at=clock.now(),
                basis=BASIS,
                actor="x",
            )


def test_every_refusal_says_what_to_do_in_both_languages() -> None:
    pool, payee = make_pool(10), make_payee()
    with pytest.raises(ZhongchuangError) as refused:
        pay(pool, payee, 11)
    assert refused.value.next_step.zh and refused.value.next_step.en
    assert fresh(pool).available == 10
