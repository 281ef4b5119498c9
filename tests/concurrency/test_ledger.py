"""Real processes after the same money, on both databases: nothing is spent twice, nothing is lost, nobody waits for ever.

Each race has a control, the same without its guard, which shows that the race is real.
"""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest
from django.db import connection, transaction

from tests.concurrency.naive import naive_pool, take_one
from tests.concurrency.processes import TIME_LIMIT, barrier, signal, together, values
from zhongchuang.ledger import selectors, services
from zhongchuang.ledger.errors import HoldResolved, NotEnough
from zhongchuang.ledger.models import Account, AccountKind, Transfer, TransferKind
from zhongchuang.ledger.tests.factory import (
    BASIS,
    DAY,
    SYSTEM,
    fresh,
    hold,
    make_account,
    make_payee,
    make_pool,
    pay,
)

pytestmark = pytest.mark.django_db(transaction=True)

RACERS, ATTEMPTS, POOL = 4, 60, 100


def test_a_pool_is_never_overspent_and_never_left_over() -> None:
    pool, payees = make_pool(POOL), [make_payee(number) for number in range(RACERS)]

    def grab(number: int) -> int:
        won = 0
        for attempt in range(ATTEMPTS):
            try:
                pay(pool, payees[number], 1, key=f"grab:{number}:{attempt}")
                won += 1
            except NotEnough:
                continue
        return won

    won = values(together(grab, RACERS))
    assert sum(won) == POOL
    assert fresh(pool).available == 0
    assert [fresh(payee).balance for payee in payees] == won
    assert selectors.books_check().ok


def test_a_pool_is_never_promised_twice() -> None:
    """The same with holds, some of them given up on the way: what is promised and what is there are one."""
    pool, payee = make_pool(POOL), make_payee()

    def promise(number: int) -> tuple[int, int]:
        held = refused = 0
        for attempt in range(ATTEMPTS):
            try:
                made = hold(pool, payee, 1 + attempt % 3, key=f"hold:{number}:{attempt}")
            except NotEnough:
                refused += 1
                continue
            held += made.amount
            if attempt % 5 == 0:
                services.hold_void(
                    actor=SYSTEM, key=f"void:{number}:{attempt}", hold=made, on=DAY, basis=BASIS
                )
                held -= made.amount
        return held, refused

    found = values(together(promise, RACERS))
    assert sum(held for held, _ in found) == fresh(pool).held_dr <= POOL
    assert sum(refused for _, refused in found) > 0
    assert selectors.books_check().ok


def test_control_to_look_and_then_to_write_overspends() -> None:
    with naive_pool(POOL):

        def grab(_number: int) -> int:
            return sum(take_one() for _ in range(ATTEMPTS))

        given = sum(values(together(grab, RACERS)))
    assert given > POOL


def test_control_a_program_that_forgets_to_look_is_stopped_by_the_database() -> None:
    """No condition, no lock, only the constraint of the table: it alone lets nobody overspend."""
    pool = make_pool(POOL)

    def grab(_number: int) -> int:
        won = 0
        for _ in range(ATTEMPTS):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(
                        "UPDATE ledger_account SET posted_dr = posted_dr + 1 WHERE id = %s", [pool.pk]
                    )
                won += 1
            except Exception as error:  # noqa: BLE001 - checked below
                assert "ledger_not_overdrawn" in str(error), error
        return won

    assert sum(values(together(grab, RACERS))) == POOL
    assert fresh(pool).available == 0


def test_a_hold_is_resolved_by_one_of_those_who_try() -> None:
    pool, payee = make_pool(POOL), make_payee()
    holds = [hold(pool, payee, 5) for _ in range(10)]

    def resolve(number: int) -> list[str]:
        done = []
        for index, held in enumerate(holds):
            key = f"resolve:{number}:{index}"
            try:
                if number % 2:
                    services.hold_void(actor=SYSTEM, key=key, hold=held, on=DAY, basis=BASIS)
                else:
                    services.hold_post(actor=SYSTEM, key=key, hold=held, on=DAY, basis=BASIS, amount=3)
                done.append(f"{index}:{'void' if number % 2 else 'post'}")
            except HoldResolved:
                continue
        return done

    done = [one for mine in values(together(resolve, RACERS)) for one in mine]
    assert Counter(one.split(":")[0] for one in done) == {str(index): 1 for index in range(len(holds))}
    paid = sum(one.endswith("post") for one in done)
    assert (fresh(pool).balance, fresh(pool).held_dr, fresh(payee).balance) == (POOL - 3 * paid, 0, 3 * paid)
    assert selectors.books_check().ok


def test_a_key_sent_by_all_at_once_moves_money_once_and_all_get_the_same_answer() -> None:
    pool, payee = make_pool(POOL), make_payee()

    def ask(_number: int) -> list[int]:
        return [pay(pool, payee, 2, key=f"same:{index}").pk for index in range(10)]

    answers = values(together(ask, RACERS))
    assert answers == [answers[0]] * RACERS
    assert fresh(payee).balance == 20


def test_control_without_the_same_key_each_moves_its_own() -> None:
    pool, payee = make_pool(POOL), make_payee()

    def ask(number: int) -> list[int]:
        return [pay(pool, payee, 2, key=f"own:{number}:{index}").pk for index in range(10)]

    answers = values(together(ask, RACERS))
    assert len({pk for mine in answers for pk in mine}) == RACERS * 10
    assert fresh(payee).balance == 20 * RACERS


def test_an_account_is_opened_by_one() -> None:
    opened = values(together(lambda _number: make_account("place:990001", AccountKind.PLACE).pk, RACERS))
    assert len(set(opened)) == 1
    assert Account.objects.filter(code="place:990001").count() == 1


def test_plans_over_the_same_accounts_in_any_order_never_wait_in_a_circle() -> None:
    pools = [make_pool(10_000, f"programme:{number}") for number in range(5)]

    def shuffle(number: int) -> int:
        chance = random.Random(number)
        for plan in range(25):
            pairs = [chance.sample(pools, 2) for _ in range(3)]
            services.transfers_post(
                actor=SYSTEM,
                plan=[
                    services.move(
                        key=f"plan:{number}:{plan}:{index}",
                        kind=TransferKind.PAY_ON,
                        debit=debit.pk,
                        credit=credit.pk,
                        amount=chance.randint(1, 20),
                        on=DAY,
                        basis=BASIS,
                    )
                    for index, (debit, credit) in enumerate(pairs)
                ],
            )
        return 25

    assert values(together(shuffle, RACERS)) == [25] * RACERS
    assert sum(fresh(pool).balance for pool in pools) == 50_000
    assert selectors.books_check().ok


def test_control_one_after_the_other_in_a_transaction_waits_in_a_circle() -> None:
    """Two accounts taken in opposite orders, without a plan that sorts them: PostgreSQL ends one of the two; on SQLite the
    second waits for the first from the very beginning."""
    pools = [make_pool(1000, "programme:a"), make_pool(1000, "programme:b")]
    payees = [make_payee(1), make_payee(2)]
    each_has_one = barrier(2)

    def cross(number: int) -> bool:
        mine = pools if number else pools[::-1]
        with transaction.atomic():
            pay(mine[0], payees[number], 1, key=f"cross:{number}:0")
            if connection.vendor == "postgresql":
                each_has_one.wait(TIME_LIMIT)
            pay(mine[1], payees[number], 1, key=f"cross:{number}:1")
        return True

    refused = [outcome.refused for outcome in together(cross, 2) if outcome.refused]
    assert refused == (["OperationalError"] if connection.vendor == "postgresql" else [])
    assert selectors.books_check().ok


def test_a_transfer_written_before_and_committed_after_is_under_one_seal_all_the_same() -> None:
    """The first has the smaller number and takes its time to commit; the second is committed at once, and then it is sealed."""
    pools = [make_pool(POOL, f"programme:{number}") for number in range(2)]
    payees = [make_payee(number) for number in range(2)]
    before, written = Transfer.objects.count(), signal()

    def work(number: int) -> int:
        if number == 0:
            with transaction.atomic():
                made = pay(pools[0], payees[0], 1, key="slow").pk
                written.set()
                time.sleep(1)  # the other commits and begins to seal meanwhile, or it proves less
            return made
        assert written.wait(TIME_LIMIT)
        made = pay(pools[1], payees[1], 1, key="quick").pk
        seal = services.transfers_seal(actor=SYSTEM)
        assert seal is not None and seal.count == before + 2, seal
        return made

    first, second = values(together(work, 2))
    assert first < second
    assert selectors.books_check().ok


def test_what_is_sealed_while_others_write_stays_as_it_was_sealed() -> None:
    """Each writes on accounts of its own, so that no lock on an account puts them in order: a transfer with a smaller number may
    be committed after one with a larger."""
    pools = [make_pool(POOL, f"programme:{number}") for number in range(RACERS)]
    payees = [make_payee(number) for number in range(RACERS)]

    def work(number: int) -> int:
        if number == 0:
            sealed = 0
            for _ in range(8):
                seal = services.transfers_seal(actor=SYSTEM)
                sealed += 0 if seal is None else seal.count
                time.sleep(0.01)
            return sealed
        for attempt in range(20):
            with transaction.atomic():
                pay(pools[number], payees[number], 1, key=f"sealed:{number}:{attempt}")
                time.sleep(random.Random(attempt * number).uniform(0, 0.01))  # written, not yet committed
        return 0

    values(together(work, RACERS))
    services.transfers_seal(actor=SYSTEM)
    assert selectors.books_check().ok
    assert Transfer.objects.count() == 60 + RACERS
