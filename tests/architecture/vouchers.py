"""The vouchers of the access matrix: a firm and a lab all belong to, others that nobody does, orders in every state. Invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from zhongchuang.clearance.invoices.model import Party
from zhongchuang.clearance.invoices.tests.builders import an_invoice, xml
from zhongchuang.core import clock, crypto
from zhongchuang.core.actors import PersonActor
from zhongchuang.ledger.tests.payments import BANK_ACCOUNT, make_programme, make_year
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind, Standing
from zhongchuang.parties.services import membership_add, organisation_register
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.project.demonstration import synthetic_uscc
from zhongchuang.vouchers import services, token
from zhongchuang.vouchers.models import (
    AccountChange,
    Order,
    OrderPaper,
    Provider,
    ProviderService,
    SettlementLine,
    Voucher,
)
from zhongchuang.vouchers.selectors.records import record_of_order
from zhongchuang.vouchers.services import IssueFacts, Offered
from zhongchuang.vouchers.services.settling import settlement_make
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.tests.worlds import BOOKS, YUAN, belongs, posted, unboxed, upload

SCHEME = """
id: matrix
title: {zh: 虚构创新券, en: Invented vouchers}
place: "990000"
standing: in_force
basis: [{document: shi-2020-1}]
services:
  - {id: testing, label: {zh: 检验检测, en: Testing}}
  - {id: research, label: {zh: 科技研发, en: Research}}
days:
  valid_months: {value: 12, set_by: {zh: 虚构, en: Invented}}
  deliver: {value: 90, set_by: {zh: 虚构, en: Invented}}
  grace: {value: 30, set_by: {zh: 虚构, en: Invented}}
  confirm: {value: 15, set_by: {zh: 虚构, en: Invented}}
terms:
  - {place: "990000", starts: 2020-01-01, ratio: {value: 0.5, set_by: {zh: 虚构, en: Invented}}}
"""


A_DAY = 60 * 24
PRICE = 1_000 * YUAN


def no_objection(_numbers: Sequence[str]) -> None:
    """Cases that stand and are clear: the matrix has none behind its vouchers."""


@dataclass(frozen=True)
class Side:
    """A firm or a lab, and somebody who acts for it and for nobody else."""

    organisation: Organisation
    by: PersonActor


@dataclass(frozen=True)
class Vouchers:
    """One of everything, from each side. `ours`: everybody of the matrix belongs to it; `theirs`: none of them does."""

    firm: Organisation
    lab: Organisation
    department: Organisation
    our_voucher: Voucher
    their_voucher: Voucher
    suspended: Voucher
    # ours, with a lab of others
    placed: Order
    delivered: Order
    confirmed: Order
    # of others, with our lab
    asked_of_us: Order
    worked_on: Order
    to_redeem: Order
    code: str
    paper: OrderPaper
    # of others, with others: what the department looks at
    disputed: Order
    redeemed: Order
    withheld: Order
    our_entry: Provider
    our_service: ProviderService
    their_entry: Provider
    waiting: Provider
    once_struck: Provider  # struck off before, asks again
    change: AccountChange
    our_payment: SettlementLine


def build_vouchers(accounts: Mapping[str, Account | None]) -> Vouchers:
    """A department's vouchers, with orders on every stretch of the way."""
    made = _Made(accounts)
    ours, theirs = made.voucher(made.our_firm), made.voucher(made.their_firm)
    suspended = made.voucher(made.their_firm)
    services.voucher_suspend(actor=made.officer, voucher=suspended, reason="虚构理由")
    worked_on = made.accepted(made.order(theirs, made.their_firm, made.our_entry), made.our_lab)
    made.invoice(worked_on, made.their_firm, made.our_lab)
    to_redeem = made.confirmed(theirs, made.their_firm, made.our_entry, made.our_lab)
    services.order_show_code(actor=made.their_firm.by, order=to_redeem)
    disputed = made.delivered(theirs, made.their_firm, made.their_entry, made.their_lab)
    services.order_dispute(actor=made.their_firm.by, order=disputed, reason="虚构理由")
    redeemed, withheld = (
        made.redeemed(theirs, made.their_firm, made.their_entry, made.their_lab) for _ in range(2)
    )
    services.order_withhold(actor=made.officer, order=withheld, reason="虚构理由")
    change = services.provider_account_change(
        actor=made.their_lab.by,
        provider=made.their_entry,
        payee_name="虚构收款人",
        bank_name="虚构银行",
        bank_account="6222000000009999",
        reason="虚构理由",
    )
    third, fourth = (made.side(number, OrganisationKind.PROVIDER, ()) for number in (73, 76))
    services.provider_admit(actor=made.officer, provider=made.asks(fourth))
    services.provider_strike_off(
        actor=actor(posted(made.department, Role.REVIEWER)),
        provider=Provider.objects.get(organisation=fourth.organisation),
        reason="虚构理由",
    )
    our_payment = made.paid_out(made.redeemed(theirs, made.their_firm, made.our_entry, made.our_lab))
    placed = made.order(ours, made.our_firm, made.their_entry)
    delivered = made.delivered(ours, made.our_firm, made.their_entry, made.their_lab)
    confirmed = made.confirmed(ours, made.our_firm, made.their_entry, made.their_lab)
    asked_of_us = made.order(theirs, made.their_firm, made.our_entry)
    return Vouchers(
        firm=made.our_firm.organisation,
        lab=made.our_lab.organisation,
        department=made.department,
        our_voucher=fresh(ours),
        their_voucher=fresh(theirs),
        suspended=fresh(suspended),
        placed=placed,
        delivered=delivered,
        confirmed=confirmed,
        asked_of_us=asked_of_us,
        worked_on=fresh(worked_on),
        to_redeem=fresh(to_redeem),
        code=token.make(crypto.keyring(), record_of_order(fresh(to_redeem)), now=clock.now(), minutes=A_DAY),
        paper=worked_on.papers.get(),
        disputed=fresh(disputed),
        redeemed=fresh(redeemed),
        withheld=fresh(withheld),
        our_entry=fresh(made.our_entry),
        our_service=made.our_entry.services.get(),
        their_entry=fresh(made.their_entry),
        waiting=made.asks(third),
        once_struck=made.asks(fourth),
        change=change,
        our_payment=our_payment,
    )


R = TypeVar("R", Voucher, Order, Provider)


def fresh(row: R) -> R:
    """A row as it stands now."""
    found: R = type(row)._default_manager.get(pk=row.pk)
    return found


class _Made:
    """What everything else is built from."""

    def __init__(self, accounts: Mapping[str, Account | None]) -> None:
        people = [account for account in accounts.values() if account]
        self.department = organisation_register(
            actor=SYSTEM,
            uscc=synthetic_uscc(770),
            name="虚构发券部门",
            kind=OrganisationKind.DEPARTMENT,
            place="990000",
            synthetic=True,
        )
        self.budget = make_programme(
            parent=make_year(department=self.department), programme="matrix-vouchers"
        )
        services.scheme_load(actor=BOOKS, file="matrix.yaml", content=SCHEME, clauses={})
        self.officer = actor(posted(self.department, Role.OFFICER))
        self.our_firm = self.side(71, OrganisationKind.ENTERPRISE, people)
        self.their_firm = self.side(72, OrganisationKind.ENTERPRISE, ())
        self.our_lab = self.side(74, OrganisationKind.PROVIDER, people)
        self.their_lab = self.side(75, OrganisationKind.PROVIDER, ())
        self.our_entry, self.their_entry = (
            services.provider_admit(actor=self.officer, provider=self.asks(lab))
            for lab in (self.our_lab, self.their_lab)
        )
        self._cases = iter(range(1, 100))
        self._invoices = iter(range(1, 100))

    def side(self, number: int, kind: OrganisationKind, people: Iterable[Account]) -> Side:
        """An organisation with somebody of its own, and these people as managers."""
        made = organisation_register(
            actor=SYSTEM,
            uscc=synthetic_uscc(700 + number),
            name=f"虚构创新券单位{number}",
            kind=kind,
            place="990100",
            synthetic=True,
        )
        for account in people:
            membership_add(actor=SYSTEM, account=account, organisation=made, standing=Standing.MANAGER)
        return Side(made, belongs(made))

    def asks(self, lab: Side) -> Provider:
        """A lab asks to be listed."""
        return services.provider_ask(
            actor=lab.by,
            organisation=lab.organisation,
            department=self.department,
            scheme="matrix",
            services=[Offered("testing", "虚构检测")],
            introduction="虚构",
            contact="024-00000000",
            payee_name=lab.organisation.name,
            bank_name="虚构银行",
            bank_account=BANK_ACCOUNT,
        )

    def voucher(self, firm: Side) -> Voucher:
        """A voucher of a firm."""
        return services.voucher_issue(
            actor=BOOKS,
            issue=IssueFacts(
                case=f"XN-{next(self._cases)}",
                clause="shi-2020-1#一",
                clearance="CZ-XN",
                budget=self.budget.pk,
                department=self.department.pk,
                organisation=firm.organisation.pk,
                account=None,
                holder_name=firm.organisation.name,
                holder_kind="enterprise",
                place="990100",
                amount=20_000 * YUAN,
                scheme="matrix",
                programme="test/vouchers",
                on=clock.today(),
                synthetic=True,
            ),
        )

    def order(self, voucher: Voucher, firm: Side, entry: Provider) -> Order:
        """An order."""
        return services.order_place(
            actor=firm.by, voucher=voucher, provider=entry, service="testing", title="虚构检测", price=PRICE
        )

    def accepted(self, order: Order, lab: Side) -> Order:
        """Taken by the lab."""
        return services.order_accept(actor=lab.by, order=order)

    def invoice(self, order: Order, firm: Side, lab: Side) -> None:
        """The lab's invoice among its papers."""
        line = replace(an_invoice().lines[0], net=PRICE, tax=0, rate=0, quantity="1", unit_price="")
        made = an_invoice(
            number=f"99217000{next(self._invoices):012d}",
            issued_on=clock.today(),
            buyer=Party(firm.organisation.name, firm.organisation.uscc),
            seller=Party(lab.organisation.name, lab.organisation.uscc),
            net=PRICE,
            tax=0,
            total=PRICE,
            lines=(line,),
        )
        with unboxed():
            services.order_paper_add(
                actor=lab.by, order=order, kind="invoice", upload=upload(xml(made), "发票.xml")
            )

    def delivered(self, voucher: Voucher, firm: Side, entry: Provider, lab: Side) -> Order:
        """Delivered with an invoice."""
        order = self.accepted(self.order(voucher, firm, entry), lab)
        self.invoice(order, firm, lab)
        return services.order_deliver(actor=lab.by, order=order, delivery="虚构")

    def confirmed(self, voucher: Voucher, firm: Side, entry: Provider, lab: Side) -> Order:
        """Confirmed by the firm."""
        return services.order_confirm(actor=firm.by, order=self.delivered(voucher, firm, entry, lab))

    def redeemed(self, voucher: Voucher, firm: Side, entry: Provider, lab: Side) -> Order:
        """Redeemed at the lab's counter."""
        order = self.confirmed(voucher, firm, entry, lab)
        code = services.order_show_code(actor=firm.by, order=order).code
        return services.order_redeem(actor=lab.by, code=code)

    def paid_out(self, order: Order) -> SettlementLine:
        """A batch of one order, not signed yet."""
        finance = actor(posted(self.department, Role.FINANCE))
        with use_check(no_objection):
            batch = settlement_make(actor=finance, orders={order.pk: None})
        return SettlementLine.objects.get(settlement=batch)
