"""What the tests of settlement are built from: redeemed orders of one department's vouchers, two officers of finance, a bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.ledger.banking.batch_file import FileFormat
from zhongchuang.ledger.banking.rows import PAID, RETURNED, Column
from zhongchuang.ledger.tests.payments import result_file
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, OrganisationKind
from zhongchuang.parties.services import organisation_register
from zhongchuang.parties.tests.factory import SYSTEM, a_uscc, actor
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import (
    Order,
    Provider,
    Settlement,
    SettlementLine,
    SettlementResults,
    Voucher,
)
from zhongchuang.vouchers.services.settling import settlement_export, settlement_make, settlement_sign
from zhongchuang.vouchers.services.settling_results import settlement_results_import, settlement_results_read
from zhongchuang.vouchers.tests.worlds import YUAN, World, a_firm, belongs, posted


def no_objection(_numbers: Sequence[str]) -> None:
    """Cases that stand and are clear."""


class Bank(World):
    """The world with a second officer of finance, and its bank."""

    @cached_property
    def second(self) -> PersonActor:
        """Finance too, and another person."""
        return actor(posted(self.department, Role.FINANCE))

    @cached_property
    def shared(self) -> Voucher:
        """A voucher that several orders are placed on."""
        return self.voucher()

    def redeemed(
        self, count: int = 1, price: int = 10_000 * YUAN, voucher: Voucher | None = None
    ) -> list[Order]:
        """Orders that wait to be settled; half of the price is the voucher's."""
        return [self.at(OrderState.REDEEMED, voucher or self.shared, price) for _ in range(count)]

    @cached_property
    def other(self) -> tuple[Organisation, PersonActor, Provider]:
        """Another lab, its manager, and it on the list."""
        lab = a_firm("虚构第二实验室", OrganisationKind.PROVIDER)
        manager = belongs(lab)
        return lab, manager, self.listed(lab, manager)

    def elsewhere(self, price: int = 10_000 * YUAN, voucher: Voucher | None = None) -> Order:
        """An order that another lab has redeemed."""
        lab, manager, provider = self.other
        kept = {name: getattr(self, name) for name in ("lab", "counter", "manager", "provider")}
        self.__dict__.update(lab=lab, counter=manager, manager=manager, provider=provider)
        try:
            return self.at(OrderState.REDEEMED, voucher or self.shared, price)
        finally:
            self.__dict__.update(kept)

    def stranger(self) -> PersonActor:
        """The finance of a department of another level."""
        other = organisation_register(
            actor=SYSTEM,
            uscc=a_uscc(70_001),
            name="虚构另一主管部门",
            kind=OrganisationKind.DEPARTMENT,
            place="990102",  # finance of the same level would reach it
            synthetic=True,
        )
        return actor(posted(other, Role.FINANCE))

    def made(self, orders: Iterable[Order], key: str | None = None) -> Settlement:
        """A batch of these orders."""
        return settlement_make(actor=self.finance, orders={one.pk: None for one in orders}, key=key)

    def signed(self, made: Settlement) -> Settlement:
        """A batch that the second officer signed."""
        return settlement_sign(actor=self.second, settlement=made, expected_version=made.row_version)

    def exported(self, orders: Iterable[Order]) -> Settlement:
        """A batch as the bank got it."""
        made = self.signed(self.made(orders))
        settlement_export(actor=self.finance, settlement=made, file_format=FileFormat.CSV)
        return Settlement.objects.get(pk=made.pk)

    def read(self, rows: Iterable[dict[str, str]]) -> SettlementResults:
        """A file of results, read."""
        return settlement_results_read(actor=self.finance, filename="回单.csv", data=result_file(rows))

    def take_in(self, rows: Iterable[dict[str, str]]) -> SettlementResults:
        """A file of results, booked."""
        found = self.read(rows)
        return settlement_results_import(
            actor=self.finance, results=found, expected_version=found.row_version
        )

    def settled(self, count: int = 1, price: int = 10_000 * YUAN) -> tuple[Settlement, list[Order]]:
        """A batch that arrived."""
        orders = self.redeemed(count, price)
        batch = self.exported(orders)
        self.take_in([answer(line) for line in lines_of(batch)])
        return Settlement.objects.get(pk=batch.pk), [fresh(one) for one in orders]


def answer(line: SettlementLine, *, paid: bool = True, ref: str = "", **cells: str) -> dict[str, str]:
    """The bank's answer to a line; `cells` replaces what stands in a column."""
    given: dict[str, str] = {
        Column.BATCH: line.settlement.number,
        Column.LINE: str(line.line),
        Column.ORDER: line.reference,
        Column.AMOUNT: f"{line.amount // 100}.{line.amount % 100:02}",
        Column.RESULT: PAID if paid else RETURNED,
        Column.REF: ref or f"JSREF{line.pk:08}",
        Column.ON: clock.today().isoformat(),
        Column.REASON: "" if paid else "户名与账号不符",
    }
    return given | {Column[name].value: value for name, value in cells.items()}


def lines_of(batch: Settlement) -> list[SettlementLine]:
    """The lines of a batch in order."""
    return list(SettlementLine.objects.filter(settlement=batch).select_related("settlement").order_by("line"))


def fresh(order: Order) -> Order:
    """The order as the database has it now."""
    return Order.objects.get(pk=order.pk)


def states(orders: Iterable[Order]) -> list[str]:
    """Where orders stand now."""
    return [fresh(one).state for one in orders]
