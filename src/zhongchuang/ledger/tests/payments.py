"""What the tests of budgets and payments are built from: a department's year, a programme, orders, batches, files of results.

Everything is invented; the bank accounts belong to nobody.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from itertools import count

from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.ledger.banking.rows import PAID, RETURNED, Column
from zhongchuang.ledger.models import BatchLine, Budget, OrderState, PaymentBatch, PaymentOrder, ResultImport
from zhongchuang.ledger.services.batches import batch_export, batch_make
from zhongchuang.ledger.services.budgets import budget_allocate, budget_open
from zhongchuang.ledger.services.payments import payment_commit, payments_release
from zhongchuang.ledger.services.results import results_import, results_read
from zhongchuang.ledger.tests.factory import FINANCE, REVIEWER
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, OrganisationKind
from zhongchuang.parties.tests.factory import SYSTEM, USCC, make_place

SIGNER = PersonActor(user_id="4", roles=frozenset({Role.FINANCE}))
DAY = dt.date(2026, 11, 2)
DOCUMENT = "虚构财〔2026〕1号"
BANK_ACCOUNT = "6222 0000 0000 0012 345"
YUAN = 100
_numbers = count(1)


def make_department(uscc: str = USCC) -> Organisation:
    """A department in an invented province with a city and a county under it."""
    make_place()
    for code, name, parent in (("990100", "测试市", "990000"), ("990102", "测试县", "990100")):
        parties.place_register(actor=SYSTEM, code=code, name=name, name_en=name, parent=parent)
    return parties.organisation_register(
        actor=SYSTEM,
        uscc=uscc,
        name="虚构省科学技术厅",
        kind=OrganisationKind.DEPARTMENT,
        place="990000",
        synthetic=True,
    )


def make_year(
    amount: int = 1_000_000 * YUAN, *, year: int = 2026, department: Organisation | None = None
) -> Budget:
    """A department's budget of a year."""
    return budget_open(
        actor=FINANCE,
        department=(department or make_department()).pk,
        year=year,
        name="科技专项资金",
        amount=amount,
        basis=DOCUMENT,
        on=DAY,
    )


def make_programme(
    amount: int = 500_000 * YUAN, *, parent: Budget | None = None, programme: str = "space-reward"
) -> Budget:
    """A programme's budget."""
    parent = parent or make_year()
    return budget_allocate(
        actor=FINANCE,
        budget=parent,
        programme=programme,
        name="众创空间奖励",
        amount=amount,
        basis=DOCUMENT,
        on=DAY,
        expected_version=Budget.objects.get(pk=parent.pk).row_version,
    )


def make_order(
    budget: Budget,
    amount: int = 1_000 * YUAN,
    *,
    route: Sequence[str] = (),
    case: str = "",
    part: str = "一次",
    key: str | None = None,
    name: str = "虚构众创空间有限公司",
) -> PaymentOrder:
    """A payment that was decided."""
    number = next(_numbers)
    return payment_commit(
        actor=REVIEWER,
        key=key,
        case=case or f"CASE-{number}",
        part=part,
        budget=budget,
        payee_ref=f"organisation:{number}",
        payee_name=name,
        bank_name="虚构银行测试支行",
        bank_account=BANK_ACCOUNT,
        amount=amount,
        purpose="运营补助",
        clause="shi-2020-1#二",
        clearance=f"QC-{number}",
        route=route,
    )


def make_signed(
    budget: Budget,
    amount: int = 1_000 * YUAN,
    *,
    route: Sequence[str] = (),
    case: str = "",
    part: str = "一次",
) -> PaymentOrder:
    """A payment that finance has signed."""
    order = make_order(budget, amount, route=route, case=case, part=part)
    return payments_release(actor=SIGNER, orders={order.pk: None})[0]


def no_objection(_orders: Sequence[PaymentOrder]) -> None:
    """Clearances that stand."""


def make_batch(orders: Iterable[PaymentOrder], *, exported: bool = True) -> PaymentBatch:
    """A batch, as the bank got it."""
    batch = batch_make(
        actor=FINANCE, orders={order.pk: None for order in orders}, key=None, check=no_objection
    )
    if exported:
        batch_export(actor=FINANCE, batch=batch)
    return PaymentBatch.objects.get(pk=batch.pk)


def answer(line: BatchLine, *, paid: bool = True, ref: str = "", **cells: str) -> dict[str, str]:
    """The bank's answer to a line; `cells` replaces what stands in a column."""
    given: dict[str, str] = {
        Column.BATCH: line.batch.number,
        Column.LINE: str(line.line),
        Column.ORDER: line.order.number,
        Column.AMOUNT: f"{line.order.amount // 100}.{line.order.amount % 100:02}",
        Column.RESULT: PAID if paid else RETURNED,
        Column.REF: ref or f"REF{line.pk:08}",
        Column.ON: clock.today().isoformat(),
        Column.REASON: "" if paid else "户名与账号不符",
    }
    return given | {Column[name].value: value for name, value in cells.items()}


def result_file(rows: Iterable[dict[str, str]]) -> bytes:
    """A file of results as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [column.value for column in Column])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(rows: Iterable[dict[str, str]], name: str = "回单.csv") -> ResultImport:
    """A file of results, read."""
    return results_read(actor=FINANCE, filename=name, data=result_file(rows))


def take_in(rows: Iterable[dict[str, str]]) -> ResultImport:
    """A file of results, booked."""
    results = read(rows)
    return results_import(actor=FINANCE, results=results, expected_version=results.row_version)


def lines_of(batch: PaymentBatch) -> list[BatchLine]:
    """The lines of a batch in order."""
    return list(BatchLine.objects.filter(batch=batch).select_related("batch", "order").order_by("line"))


def state_of(order: PaymentOrder) -> OrderState:
    """The order's state now."""
    return OrderState(PaymentOrder.objects.values_list("state", flat=True).get(pk=order.pk))
