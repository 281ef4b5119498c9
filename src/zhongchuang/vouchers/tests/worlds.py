"""A small invented world for the tests of the verbs: a department with its people and a budget, a firm with a voucher, labs.

The scheme is in force with figures that the test sets itself; nothing of it is anybody's rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import count
from unittest import mock

from zhongchuang.clearance.invoices.model import Invoice, Party
from zhongchuang.clearance.invoices.read import read_invoice
from zhongchuang.clearance.invoices.tests.builders import an_invoice, xml
from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor, SystemActor
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.tests.payments import BANK_ACCOUNT, make_department, make_programme, make_year
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind, Standing
from zhongchuang.parties.tests.factory import SYSTEM, a_uscc, actor, make_account
from zhongchuang.vouchers import services
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order, Provider, SchemeVersion, Voucher
from zhongchuang.vouchers.selectors import vouchers_proof
from zhongchuang.vouchers.services import IssueFacts, Offered

SCHEME = """
id: trial
version: {version}
title: {{zh: 试验创新券（虚构）, en: Trial vouchers (invented)}}
place: "990000"
standing: in_force
basis: [{{document: trial-2026-1}}]
services:
  - {{id: testing, label: {{zh: 检验检测, en: Testing}}}}
  - {{id: research, label: {{zh: 科技研发, en: Research}}}}
days:
  valid_months: {{value: 12, set_by: {{zh: 试验, en: Trial}}}}
  deliver: {{value: 90, set_by: {{zh: 试验, en: Trial}}}}
  grace: {{value: 30, set_by: {{zh: 试验, en: Trial}}}}
  confirm: {{value: 15, set_by: {{zh: 试验, en: Trial}}}}
terms:
  - place: "990000"
    starts: 2026-01-01
    ratio: {{value: 0.5, set_by: {{zh: 试验, en: Trial}}}}
    order_cap: {{value: 100000, set_by: {{zh: 试验, en: Trial}}}}
    year_cap: {{value: {year_cap}, set_by: {{zh: 试验, en: Trial}}}}
"""
YUAN = 100
BOOKS = SystemActor("tests.vouchers")
_numbers = count(1)


def load_scheme(version: int = 1, year_cap: int = 300_000) -> SchemeVersion:
    """The scheme in force."""
    content = SCHEME.format(version=version, year_cap=year_cap)
    return services.scheme_load(actor=BOOKS, file="trial.yaml", content=content, clauses={})


def posted(department: Organisation, role: Role) -> Account:
    """Somebody with a post in a department."""
    account = make_account()
    return parties.role_grant(
        actor=SYSTEM,
        account=account,
        role=role,
        expected_version=account.row_version,
        organisation=department.pk,
    )


def a_firm(name: str = "", kind: OrganisationKind = OrganisationKind.ENTERPRISE) -> Organisation:
    """An invented organisation in the invented city."""
    number = next(_numbers)
    return parties.organisation_register(
        actor=SYSTEM,
        uscc=a_uscc(50_000 + number),
        name=name or f"虚构单位{number}号",
        kind=kind,
        place="990100",
        synthetic=True,
    )


def belongs(organisation: Organisation, standing: Standing = Standing.MANAGER) -> PersonActor:
    """Somebody who belongs to an organisation, as they act."""
    account = make_account()
    parties.membership_add(actor=SYSTEM, account=account, organisation=organisation, standing=standing)
    return actor(account)


@dataclass
class World:
    """The department and its money, a firm, a lab. Made where first asked for."""

    year_cap: int = 300_000
    budget_fen: int = 1_000_000 * YUAN
    faces: list[int] = field(default_factory=list)

    @cached_property
    def department(self) -> Organisation:
        """The department that issues."""
        return make_department()

    @cached_property
    def budget(self) -> Budget:
        """Its budget of the programme."""
        year = make_year(self.budget_fen * 2, department=self.department)
        return make_programme(self.budget_fen, parent=year, programme="trial-vouchers")

    @cached_property
    def scheme(self) -> SchemeVersion:
        """The rules."""
        return load_scheme(year_cap=self.year_cap)

    @cached_property
    def officer(self) -> PersonActor:
        """An officer of the department."""
        return actor(posted(self.department, Role.OFFICER))

    @cached_property
    def reviewer(self) -> PersonActor:
        """Its second person."""
        return actor(posted(self.department, Role.REVIEWER))

    @cached_property
    def finance(self) -> PersonActor:
        """The finance of the department."""
        return actor(posted(self.department, Role.FINANCE))

    @cached_property
    def firm(self) -> Organisation:
        """Who holds vouchers."""
        _ = self.department  # the places first
        return a_firm("虚构智能装备有限公司")

    @cached_property
    def holder(self) -> PersonActor:
        """Its manager."""
        return belongs(self.firm)

    @cached_property
    def lab(self) -> Organisation:
        """Who provides."""
        _ = self.department
        return a_firm("虚构检测技术服务中心", OrganisationKind.PROVIDER)

    @cached_property
    def counter(self) -> PersonActor:
        """Somebody of the lab who is no manager."""
        return belongs(self.lab, Standing.MEMBER)

    @cached_property
    def manager(self) -> PersonActor:
        """The lab's manager."""
        return belongs(self.lab)

    @cached_property
    def provider(self) -> Provider:
        """The lab on the list."""
        return self.listed(self.lab, self.manager)

    def asked(self, organisation: Organisation, manager: PersonActor) -> Provider:
        """An organisation that asks to be listed."""
        _ = self.scheme
        return services.provider_ask(
            actor=manager,
            organisation=organisation,
            department=self.department,
            scheme="trial",
            services=[Offered("testing", "材料检测")],
            introduction="虚构的实验室",
            contact="024-00000000",
            payee_name=organisation.name,
            bank_name="虚构银行测试支行",
            bank_account=BANK_ACCOUNT,
        )

    def listed(self, organisation: Organisation, manager: PersonActor) -> Provider:
        """One that is listed."""
        return services.provider_admit(actor=self.officer, provider=self.asked(organisation, manager))

    def facts(self, amount: int = 100_000 * YUAN, **changes: object) -> IssueFacts:
        """What an approved case of the firm says."""
        _ = self.scheme
        made = IssueFacts(
            case=f"CXQSL-{next(_numbers)}",
            clause="trial-2026-1#二",
            clearance="CZ-TRIAL",
            budget=self.budget.pk,
            department=self.department.pk,
            organisation=self.firm.pk,
            account=None,
            holder_name=self.firm.name,
            holder_kind="enterprise",
            place="990100",
            amount=amount,
            scheme="trial",
            programme="test/trial-vouchers",
            on=clock.today(),
            synthetic=True,
        )
        return replace(made, **changes)  # type: ignore[arg-type]  # the names are those of the fields

    def voucher(self, amount: int = 100_000 * YUAN, **changes: object) -> Voucher:
        """A voucher of the firm."""
        return services.voucher_issue(actor=BOOKS, issue=self.facts(amount, **changes))

    def order(
        self,
        voucher: Voucher | None = None,
        price: int = 10_000 * YUAN,
        *,
        asked: int | None = None,
        provider: Provider | None = None,
    ) -> Order:
        """An order of testing with the lab."""
        return services.order_place(
            actor=self.holder,
            voucher=voucher or self.voucher(),
            provider=provider or self.provider,
            service="testing",
            title="材料疲劳试验",
            price=price,
            asked=asked,
        )

    def invoice(self, total: int, **changes: object) -> Invoice:
        """An invoice of the lab to the firm; net of no tax, so that any total is right."""
        number = f"99212000{next(_numbers):012d}"
        line = replace(an_invoice().lines[0], net=total, tax=0, rate=0, quantity="1", unit_price="")
        said: dict[str, object] = {
            "number": number,
            "issued_on": clock.today(),
            "buyer": Party(self.firm.name, self.firm.uscc),
            "seller": Party(self.lab.name, self.lab.uscc),
            "net": total,
            "tax": 0,
            "total": total,
            "lines": (line,),
            **changes,
        }
        return an_invoice(**said)

    def with_invoice(self, order: Order, invoice: Invoice) -> None:
        """An invoice among the papers of an order, as the counter adds it."""
        with unboxed():
            services.order_paper_add(
                actor=self.counter, order=order, kind="invoice", upload=upload(xml(invoice), "发票.xml")
            )

    def delivered(self, order: Order, total: int | None = None) -> Order:
        """An accepted order, delivered with an invoice."""
        self.with_invoice(order, self.invoice(total or order.price))
        return services.order_deliver(actor=self.counter, order=order, delivery="报告已交")

    def at(self, state: OrderState, voucher: Voucher | None = None, price: int = 10_000 * YUAN) -> Order:
        """An order that came as far as this, by the verbs themselves."""
        order = self.order(voucher, price)
        if state is OrderState.PLACED:
            return order
        order = services.order_accept(actor=self.counter, order=order)
        if state is OrderState.ACCEPTED:
            return order
        order = self.delivered(order)
        if state is OrderState.DELIVERED:
            return order
        if state is OrderState.DISPUTED:
            return services.order_dispute(actor=self.holder, order=order, reason="报告缺页")
        order = services.order_confirm(actor=self.holder, order=order)
        if state is OrderState.CONFIRMED:
            return order
        code = services.order_show_code(actor=self.holder, order=order).code
        order = services.order_redeem(actor=self.counter, code=code)
        if state is OrderState.WITHHELD:
            return services.order_withhold(actor=self.officer, order=order, reason="抽查")
        assert order.state == state.value
        return order


def upload(data: bytes, name: str = "材料.txt") -> AcceptedUpload:
    """A file as the upload accepted it."""
    return AcceptedUpload(name, FileKind.TEXT, data, sha256(data).hexdigest())


@contextmanager
def unboxed() -> Iterator[None]:
    """Invoices are read here and not in a process of their own: what is read is the same, and a test is quicker."""
    with mock.patch("zhongchuang.vouchers.services.delivering.read_in_sandbox", read_invoice):
        yield


def check_proof() -> None:
    """Vouchers, orders and books agree."""
    assert [one.wording.zh for one in vouchers_proof().found] == []
