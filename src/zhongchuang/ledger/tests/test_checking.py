"""The books prove true, and whatever is done to them behind the ledger's back is found and told."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.db import connection

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.ledger import cli, jobs, selectors, services
from zhongchuang.ledger.database.append_only import GUARD
from zhongchuang.ledger.decisions import FaultKind
from zhongchuang.ledger.errors import AccountUnknown
from zhongchuang.ledger.models import Account, Transfer
from zhongchuang.ledger.selectors.seals import Seal, sealing
from zhongchuang.ledger.tests.factory import (
    BASIS,
    DAY,
    FINANCE,
    SYSTEM,
    hold,
    make_payee,
    make_pool,
    pay,
)
from zhongchuang.messages.models import Note
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account as make_person

pytestmark = pytest.mark.django_db


def busy_book() -> Account:
    """A book with every kind of step in it."""
    pool, payee = make_pool(1000), make_payee()
    first, second, _open = (hold(pool, payee, amount) for amount in (100, 200, 300))
    services.hold_post(actor=SYSTEM, key="paid", hold=first, on=DAY, basis=BASIS, amount=60)
    services.hold_void(actor=SYSTEM, key="void", hold=second, on=DAY, basis=BASIS)
    pay(payee, pool, 10)
    return pool


def behind_its_back(sql: str) -> None:
    """What somebody with the database in their hands could do: the triggers are gone while it happens."""
    GUARD.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    GUARD.install(connection)


def test_a_book_that_was_kept_proves_true() -> None:
    busy_book()
    services.transfers_seal(actor=SYSTEM)
    books = selectors.books_check()
    assert books.ok
    assert (books.accounts, books.transfers) == (3, 7)
    assert books.debit == books.credit == 1070
    ran = CliRunner().invoke(cli.check)
    assert (ran.exit_code, "全部相符" in ran.output, "10.70 元" in ran.output) == (0, True, True)


def test_control_an_empty_book_proves_true() -> None:
    assert selectors.books_check().ok
    assert services.transfers_seal(actor=SYSTEM) is None


@pytest.mark.parametrize(
    ("sql", "column"),
    [
        ("UPDATE ledger_account SET posted_cr = posted_cr + 1 WHERE code = 'programme:test'", "贷方累计"),
        ("UPDATE ledger_account SET posted_dr = posted_dr - 1 WHERE code = 'programme:test'", "借方累计"),
        ("UPDATE ledger_account SET held_dr = held_dr - 1 WHERE code = 'programme:test'", "冻结"),
    ],
)
def test_a_sum_that_was_changed_is_named_with_its_account(sql: str, column: str) -> None:
    busy_book()
    with connection.cursor() as cursor:
        cursor.execute(sql)  # no trigger guards a sum: it changes with every transfer
    (difference,) = selectors.books_check().differences
    assert difference.code == "programme:test"
    assert column in difference.wording.zh and "0.01" in difference.wording.zh
    ran = CliRunner().invoke(cli.check)
    assert (ran.exit_code, difference.wording.zh in ran.output, "相符" in ran.output) == (1, True, False)


def test_a_transfer_that_was_changed_is_found_by_sums_and_by_seal() -> None:
    busy_book()
    services.transfers_seal(actor=SYSTEM)
    behind_its_back("UPDATE ledger_transfer SET amount = amount - 1 WHERE idem_key = 'paid'")
    books = selectors.books_check()
    assert {one.code for one in books.differences} == {"programme:test", "payee:1"}
    assert [(one.kind, one.where) for one in books.faults] == [(FaultKind.SEAL, "1")]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_transfer SET basis = 'another' WHERE idem_key = 'paid'",
        "UPDATE ledger_transfer SET actor = 'person:9' WHERE idem_key = 'paid'",
        "UPDATE ledger_transfer SET memo = 'x' WHERE idem_key = 'void'",
    ],
)
def test_words_that_were_changed_are_found_by_the_seal_alone(sql: str) -> None:
    busy_book()
    services.transfers_seal(actor=SYSTEM)
    pay(make_pool(1, "programme:later"), make_payee(2), 1)
    services.transfers_seal(actor=SYSTEM)
    assert selectors.books_check().ok
    behind_its_back(sql)
    books = selectors.books_check()
    assert (books.differences, [one.where for one in books.faults]) == ((), ["1"])


def test_a_consistent_forgery_is_found_by_the_seal() -> None:
    """A payment and every sum it touched made smaller: the books balance, and still are not what was sealed."""
    busy_book()
    services.transfers_seal(actor=SYSTEM)
    behind_its_back("UPDATE ledger_transfer SET amount = amount - 1 WHERE idem_key = 'paid'")
    Account.objects.filter(code="programme:test").update(posted_dr=59)
    Account.objects.filter(code="payee:1").update(posted_cr=59)
    books = selectors.books_check()
    assert books.differences == ()
    assert [one.kind for one in books.faults] == [FaultKind.SEAL]


def test_a_transfer_slipped_in_below_a_seal_is_found() -> None:
    pool = busy_book()
    services.transfers_seal(actor=SYSTEM)
    last = Transfer.objects.order_by("-pk")[0]
    behind_its_back("DELETE FROM ledger_transfer WHERE idem_key = 'void'")
    assert FaultKind.SEAL in {one.kind for one in selectors.books_check().faults}
    assert last.debit_id != pool.pk


def test_an_end_that_does_not_fit_its_hold_is_named() -> None:
    busy_book()
    behind_its_back("UPDATE ledger_transfer SET amount = 101 WHERE idem_key = 'paid'")
    faults = selectors.books_check().faults
    assert [(one.kind, one.where) for one in faults] == [(FaultKind.END, "paid")]


def test_a_missing_trigger_is_named() -> None:
    GUARD.remove(connection)
    faults = selectors.books_check().faults
    assert {one.kind for one in faults} == {FaultKind.GUARD}
    assert faults[0].where.startswith("ledger_transfer_no_")
    GUARD.install(connection)


def test_each_transfer_is_sealed_once_and_only_by_the_platform() -> None:
    busy_book()
    first = services.transfers_seal(actor=SYSTEM)
    assert first is not None and (first.number, first.count) == (1, 7)
    assert services.transfers_seal(actor=SYSTEM) is None
    busy = pay(make_pool(5, "programme:more"), make_payee(), 5)
    second = services.transfers_seal(actor=SYSTEM)
    assert second is not None
    assert (second.number, second.count, second.after, second.until) == (2, 2, first.until, busy.pk)
    for actor in (FINANCE, ANONYMOUS):
        with pytest.raises(NotAllowed):
            services.transfers_seal(actor=actor)


def test_a_seal_holds_the_seals_before_it_too() -> None:
    """Whoever keeps the newest digest keeps the whole book: it is another one after another past."""
    last = pay(make_pool(5), make_payee(), 5)
    one, other = (sealing(Seal(1, 0, 0, 0, past), last.pk) for past in ("aa", "bb"))
    assert (one.count, other.count) == (2, 2)
    assert one.digest != other.digest


def test_the_daily_check_tells_those_who_answer_for_the_money_once() -> None:
    finance, auditor = make_person(Role.FINANCE), make_person(Role.AUDITOR)
    make_person(Role.OFFICER)
    busy_book()
    now = clock.now().isoformat()
    assert selectors.last_proof() is None
    assert jobs.check_books.call(now) is True
    assert not Note.objects.exists()
    Account.objects.filter(code="payee:1").update(posted_cr=61)
    assert jobs.check_books.call(now) is False
    assert jobs.check_books.call(now) is False
    assert {str(note.account_id) for note in Note.objects.all()} == {str(finance.pk), str(auditor.pk)}
    logged = AuditEntry.objects.filter(verb="ledger.books_prove").order_by("id")
    assert [entry.after and entry.after["wrong"] for entry in logged] == [0, 2, 2]
    proof = selectors.last_proof()
    assert proof is not None and (proof.accounts, proof.transfers, proof.wrong) == (
        3,
        7,
        2,
    )  # the account, and the book as a whole
    with pytest.raises(NotAllowed):
        services.books_prove(actor=ANONYMOUS)


def test_the_nightly_seal() -> None:
    busy_book()
    assert [jobs.seal_transfers.call(clock.now().isoformat()) for _ in range(2)] == [7, 0]


def test_balances_and_statements_on_the_command_line() -> None:
    busy_book()
    ran = CliRunner().invoke(cli.balance, [])
    assert "10.70" in ran.output.splitlines()[-1]
    (line,) = CliRunner().invoke(cli.balance, ["programme:test", "--at", str(DAY)]).output.splitlines()
    assert line.split()[:4] == ["9.50", "3.00", "6.50", "programme:test"]
    assert CliRunner().invoke(cli.balance, ["--at", "2020-01-01"]).output == "借方合计 0.00，贷方合计 0.00\n"
    assert (
        CliRunner()
        .invoke(cli.balance, ["--kind", "payee", "--json"])
        .output.startswith('[{"code": "payee:1"')
    )
    lines = CliRunner().invoke(cli.statement, ["programme:test"]).output.splitlines()
    assert (len(lines), lines[0].split()[-1], lines[-1].split()[:3]) == (9, "期初", ["9.50", "3.00", "6.50"])
    assert any("支付 -0.60" in line and BASIS in line for line in lines)
    assert isinstance(CliRunner().invoke(cli.statement, ["nobody"]).exception, AccountUnknown)
    for wrong in ("yesterday", "2026-11-21T09:00:00"):
        assert isinstance(CliRunner().invoke(cli.balance, ["--at", wrong]).exception, InvalidInput)
    moment = clock.now().isoformat()
    assert CliRunner().invoke(cli.balance, ["--at", moment, "--json"]).exit_code == 0
