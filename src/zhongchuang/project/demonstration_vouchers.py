"""Innovation vouchers in the demonstration: an invented scheme in force, labs on the list, a firm's voucher and its orders.

The firm in Shenyang has applied and got its voucher by the verbs of the pages; one order waits for the lab, one for the code
at the counter, one to be settled. One lab is held by the firm's own controller: ordering there is refused. All of it is
synthetic, the scheme's figures are nobody's rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from xml.sax.saxutils import escape

from django.db import transaction

from zhongchuang.cases.events import VoucherGranted
from zhongchuang.cases.models import Case, Programme, Round
from zhongchuang.cases.services.accepting import case_accept
from zhongchuang.cases.services.answering import case_answer
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign
from zhongchuang.cases.services.opening import Chosen, case_open
from zhongchuang.cases.services.programmes import programmes_load
from zhongchuang.cases.services.rounds import Call, round_open
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, PersonActor
from zhongchuang.core.outbox.events import from_payload
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.services.budgets import budget_allocate
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import (
    Account,
    EvidenceKind,
    IdentityKind,
    Organisation,
    OrganisationKind,
    RelationKind,
)
from zhongchuang.parties.selectors import actor_for
from zhongchuang.parties.services import Document, Terms
from zhongchuang.project.demonstration_parties import SINCE, identity_number
from zhongchuang.project.demonstration_proactive import FILES
from zhongchuang.project.granting import issue_voucher
from zhongchuang.vouchers import services as vouchers
from zhongchuang.vouchers.models import Order, Provider, Voucher

Code = Callable[[int], str]
CODE, SCHEME = "liaoning/innovation-voucher-demo", "innovation-voucher-demo"
LIAONING, FIRM, LAB = 902, 1, 4
"""The invented department, the firm in Shenyang, the lab whose counter the demonstration's provider works at."""
YUAN, WAN = 100, 10_000 * 100
POOL, FACE, PRICE = 500 * WAN, 10 * WAN, 2 * WAN
CONTROLLER = "演示人员甲"
"""Of the firm, and of the lab it may not buy from."""


@dataclass(frozen=True, slots=True)
class Lab:
    """An invented provider: its number, what it is, what it does."""

    number: int
    name: str
    kind: OrganisationKind
    service: str
    title: str
    related: bool = False


LABS = (
    Lab(
        LAB, "演示检测技术服务中心（虚构）", OrganisationKind.PROVIDER, "testing", "材料力学性能检测（演示）"
    ),
    Lab(71, "演示理工研究院（虚构）", OrganisationKind.INSTITUTE, "research", "工艺优化研究（演示）"),
    Lab(
        72,
        "演示关联实验室有限公司（虚构）",
        OrganisationKind.PROVIDER,
        "testing",
        "整机检测（演示）",
        related=True,
    ),
)


def load_vouchers(*, actor: Actor, code: Code) -> int:
    """Make what is missing; returns how many vouchers were issued."""
    department = Organisation.objects.filter(uscc=code(LIAONING)).first()
    firm = Organisation.objects.filter(uscc=code(FIRM)).first()
    people = {role: _person(role) for role in (Role.ENTREPRENEUR, Role.OFFICER, Role.REVIEWER, Role.FINANCE)}
    known = Programme.objects.filter(code="liaoning/innovation-voucher").exists()
    if department is None or firm is None or not known or None in people.values():
        return 0  # the packs of a test may have neither
    if not Programme.objects.filter(code=CODE, synthetic=True).exists():
        programmes_load(actor=actor, root=FILES)
        Programme.objects.filter(code=CODE).update(synthetic=True)
    vouchers.schemes_load(actor=actor, root=FILES)
    providers = [_listed(actor, lab, department, code) for lab in LABS]
    if Round.objects.filter(programme__code=CODE).exists():
        return 0
    with transaction.atomic():
        call = _call(actor, department)
        case = _granted(call, firm, {role: who for role, who in people.items() if who is not None})
        told = OutboxEvent.objects.get(name=VoucherGranted.name, payload__case=case.number)
        issue_voucher(from_payload(VoucherGranted, told.payload))  # the worker finds it done
    voucher = Voucher.objects.get(case=case.number)
    _orders(voucher, providers, firm)
    return 1


def _person(role: Role) -> PersonActor | None:
    found = Account.objects.filter(email=f"{role.value}@demo.invalid").first()
    return None if found is None else actor_for(found)


def _listed(actor: Actor, lab: Lab, department: Organisation, code: Code) -> Provider:
    """The lab, verified and on the list; the related one with the firm's controller."""
    organisation = Organisation.objects.filter(uscc=code(lab.number)).first()
    if organisation is None:
        organisation = services.organisation_register(
            actor=actor, uscc=code(lab.number), name=lab.name, kind=lab.kind, place="210100", synthetic=True
        )
    if organisation.state == "unverified":
        if lab.related:
            services.relation_declare(
                actor=actor,
                organisation=organisation,
                kind=RelationKind.CONTROLLER,
                holder=Document(IdentityKind.RESIDENT_ID, identity_number(CONTROLLER), CONTROLLER),
                terms=Terms(SINCE, source="演示数据"),
                expected_version=organisation.row_version,
            )
            organisation.refresh_from_db()
        organisation = services.organisation_verify(
            actor=actor,
            organisation=organisation,
            evidence_kind=EvidenceKind.OTHER,
            evidence="演示数据，没有真实的登记",
            expected_version=organisation.row_version,
        )
    found = Provider.objects.filter(organisation=organisation, scheme=SCHEME).first()
    if found is not None:
        return found
    asked = vouchers.provider_ask(
        actor=actor,
        organisation=organisation,
        department=department,
        scheme=SCHEME,
        services=[vouchers.Offered(lab.service, lab.title, "演示用，不是真的服务。", "按次面议（演示）")],
        introduction="演示用的服务机构，内容虚构。",
        contact="000-00000000",
        payee_name=organisation.name,
        bank_name="演示银行（虚构）",
        bank_account=f"62000000000000009{lab.number:02}",
    )
    return vouchers.provider_admit(actor=actor, provider=asked)


def _call(actor: Actor, department: Organisation) -> Round:
    """Taken all year, on a budget of its own out of what the department has left."""
    today = clock.today()
    budget = Budget.objects.filter(department=department, year=today.year, programme=CODE).first()
    if budget is None:
        year = Budget.objects.get(department=department, year=today.year, programme="")
        budget = budget_allocate(
            actor=actor,
            budget=year,
            programme=CODE,
            name="科技创新券（演示）",
            amount=POOL,
            basis=year.basis,
            on=today,
            expected_version=year.row_version,
        )
    return round_open(
        actor=actor,
        programme_id=Programme.objects.get(code=CODE).pk,
        call=Call(
            name=f"{today.year}年受理（演示）",
            year=today.year,
            opens_on=today,
            closes_on=None,
            department=department.pk,
            budget=budget.pk,
        ),
    )


def _granted(call: Round, firm: Organisation, people: dict[Role, PersonActor]) -> Case:
    """The firm's case: applied for, accepted, cleared, approved, co-signed, each by whose turn it is."""
    case = case_open(actor=people[Role.ENTREPRENEUR], round_id=call.pk, chosen=Chosen(organisation=firm.pk))
    typed = {"need": "演示用的需求：新产品要做疲劳试验，内容虚构。", "planned": "200000", "face": "100000"}
    case_answer(
        actor=people[Role.ENTREPRENEUR],
        case_id=case.pk,
        section="need",
        typed={name: [value] for name, value in typed.items()},
        asked=set(typed),
        expected_version=case.row_version,
    )
    case.refresh_from_db()
    case_submit(
        actor=people[Role.ENTREPRENEUR], case_id=case.pk, expected_version=case.row_version, confirmed=True
    )
    case.refresh_from_db()
    case_accept(actor=people[Role.OFFICER], case_id=case.pk, expected_version=case.row_version)
    case_clear(actor=people[Role.OFFICER], case_id=case.pk)
    case.refresh_from_db()
    asked = Asked(case.pk, case.row_version, "演示用的决定：符合条件。", None, FACE)
    case_approve(actor=people[Role.REVIEWER], asked=asked)
    case.refresh_from_db()
    case_cosign(actor=people[Role.FINANCE], asked=Asked(case.pk, case.row_version))
    case.refresh_from_db()
    return case


def _orders(voucher: Voucher, providers: list[Provider], firm: Organisation) -> None:
    """One that the institute has not answered, one whose code can be shown at the counter, one that waits to be settled."""
    holder, counter = _person(Role.ENTREPRENEUR), _person(Role.PROVIDER)
    lab, institute, _related = providers
    if holder is None or counter is None:
        return
    _placed(holder, voucher, institute, LABS[1])
    for number in (1, 2):
        order = _placed(holder, voucher, lab, LABS[0])
        order = vouchers.order_accept(actor=counter, order=order)
        data = _invoice(number, firm, lab.organisation, order.price)
        upload = AcceptedUpload("发票.xml", FileKind.XML, data, sha256(data).hexdigest())
        vouchers.order_paper_add(actor=counter, order=order, kind="invoice", upload=upload)
        order = vouchers.order_deliver(actor=counter, order=order, delivery="演示：检测报告已交，内容虚构。")
        order = vouchers.order_confirm(actor=holder, order=order)
    shown = vouchers.order_show_code(actor=holder, order=order)
    vouchers.order_redeem(actor=counter, code=shown.code)


def _placed(holder: PersonActor, voucher: Voucher, provider: Provider, lab: Lab) -> Order:
    return vouchers.order_place(
        actor=holder,
        voucher=Voucher.objects.get(pk=voucher.pk),
        provider=provider,
        service=lab.service,
        title=lab.title,
        price=PRICE,
    )


def _invoice(number: int, buyer: Organisation, seller: Organisation, total: int) -> bytes:
    """An electronic invoice that no tax office gave out: its number begins with a region that is no place."""
    amount = f"{total // YUAN}.{total % YUAN:02}"
    today = clock.today().isoformat()
    told = f"99{today[2:4]}2000{number:012d}"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<EInvoice><Header><EIid>{told}</EIid></Header><EInvoiceData>"
        f"<SellerInformation><SellerIdNum>{seller.uscc}</SellerIdNum>"
        f"<SellerName>{escape(seller.name)}</SellerName></SellerInformation>"
        f"<BuyerInformation><BuyerIdNum>{buyer.uscc}</BuyerIdNum>"
        f"<BuyerName>{escape(buyer.name)}</BuyerName></BuyerInformation>"
        f"<BasicInformation><TotalAmWithoutTax>{amount}</TotalAmWithoutTax><TotalTaxAm>0.00</TotalTaxAm>"
        f"<TotalTax-includedAmount>{amount}</TotalTax-includedAmount></BasicInformation>"
        f"<IssuItemInformation><ItemName>*检测服务*演示</ItemName><Amount>{amount}</Amount><TaxRate>0</TaxRate>"
        "<ComTaxAm>0.00</ComTaxAm></IssuItemInformation></EInvoiceData>"
        f"<TaxSupervisionInfo><InvoiceNumber>{told}</InvoiceNumber><IssueTime>{today}</IssueTime>"
        "</TaxSupervisionInfo></EInvoice>"
    ).encode()
