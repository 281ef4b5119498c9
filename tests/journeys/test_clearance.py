"""Nothing paid twice, in a browser: a used invoice is caught, sister firms are found, an exception needs two and is public."""

from __future__ import annotations

import re
from contextlib import ExitStack
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.journeys.clearing_parts import a_call, a_firm, waiting
from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from tests.journeys.procedure_parts import People
from zhongchuang.cases.models import Case
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.services.clearing import case_check, holder_of
from zhongchuang.cases.services.exceptions import exception_ask
from zhongchuang.cases.tests.apply.given import draft_with_invoice, whose
from zhongchuang.cases.tests.factory import at_post
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.clearance.models import Check, Clearance, Override
from zhongchuang.clearance.rules import Standing
from zhongchuang.clearance.tests.scene import kept, support
from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, RelationKind
from zhongchuang.parties.services import relation_declare
from zhongchuang.parties.services.relations import Document, Terms
from zhongchuang.parties.tests.factory import SYSTEM, a_document, actor

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("site")]
REASON = "灾后重建，省政府专题会议议定，超过规则再支持一次。"
INVOICE = {
    "kind": "invoice",
    "keys": ["project"],
    "text": {"zh": "一张发票只能用一次", "en": "An invoice once"},
}
_numbers = count(1)


def an_invoice_number() -> str:
    """Of a region that is no place."""
    return f"24992000{next(_numbers):012d}"


def handed_in(case: Case) -> Case:
    """The case as its applicant hands it in."""
    return case_submit(actor=whose(case), case_id=case.pk, expected_version=case.row_version, confirmed=True)


def staff(role: Role) -> PersonActor:
    """Somebody with a post in the department."""
    return actor(at_post(role, bound=True))


def controls(holder: Document | str, firm: Organisation) -> None:
    """Write down who has a firm in hand."""
    firm.refresh_from_db()
    relation_declare(
        actor=SYSTEM,
        organisation=firm,
        kind=RelationKind.CONTROLLER,
        holder=holder,
        terms=Terms(since=clock.today(), source="虚构登记"),
        expected_version=firm.row_version,
    )


def sisters() -> tuple[Case, Case, Organisation]:
    """Two cases of firms with one controller: one through a holding, one at first hand. The first was handed in later."""
    first, second, holding = a_firm("虚构北方轴承"), a_firm("虚构南海仪表"), a_firm("虚构控股")
    person = a_document(300 + next(_numbers), "虚构张某")
    controls(holding.uscc, first)
    controls(person, holding)
    controls(person, second)
    call = a_call("journey-sisters")
    other = waiting(call, second)
    return waiting(call, first), other, holding


def used_twice() -> Case:
    """A case whose invoice another department has paid already: the rule of the nation blocks it."""
    number = an_invoice_number()
    case = waiting(a_call("journey-invoiced", claims=[INVOICE]), a_firm("虚构受灾企业"), project=number)
    kept(support(f"award:JOURNEY-{case.pk}", 800_000, Standing.PAID, invoice=number))
    return case


def test_an_invoice_used_in_another_programme_is_caught_at_hand_in(opened: Opened) -> None:
    number = an_invoice_number()
    first = handed_in(draft_with_invoice("invoice", number))
    second = draft_with_invoice("fapiao_no", number, of=2)
    officer = staff(Role.OFFICER)
    with ExitStack() as stack:
        people = People(opened, stack)
        page = people.at(whose(second), f"/my/cases/{second.number}/review/", tolerated="409")
        page.get_by_label(re.compile("我承诺")).check()
        page.get_by_role("button", name="提交申报").click()
        expect(page.get_by_role("alert")).to_contain_text("已用于另一件")
        own = page.content()
        assert second.applicant_name in own
        assert first.number not in own and first.applicant_name not in own
        page.goto(f"/my/cases/{second.number}/")
        assert first.number not in page.content()

        desk = people.at(officer, "/office/attempts/")
        row = desk.locator("tbody tr").filter(has_text=second.number)
        expect(row).to_contain_text(first.number)
        expect(row).to_contain_text(first.applicant_name)
        desk.goto(f"/office/cases/{first.number}/clearance/")
        expect(desk.locator("#attempts + *")).to_contain_text(second.number)
    second.refresh_from_db()
    assert second.submitted_at is None


def test_two_sister_firms_of_one_controller_are_found_with_the_chain_between_them(opened: Opened) -> None:
    mine, other, holding = sisters()
    assert mine.organisation is not None and other.organisation is not None
    with ExitStack() as stack:
        desk = People(opened, stack).at(staff(Role.OFFICER), f"/office/cases/{mine.number}/clearance/")
        desk.get_by_role("button", name="现在查重").click()
        found = desk.locator("section").filter(has_text="关联单位申请同一类事项")
        expect(found).to_contain_text("请核对")
        row = found.locator("tbody tr").filter(has_text=other.number)
        for name in (mine.organisation.name, holding.name, other.organisation.name):
            expect(row).to_contain_text(name)
        assert "虚构张某" not in desk.content()
        desk.get_by_label("核对的结果").fill("两家产品不同，不是同一件事。")
        desk.get_by_role("button", name="记下结果").click()
        expect(desk.get_by_text("核对的结果已记下。")).to_be_visible()
        row = desk.locator("tbody tr").filter(has_text=other.number)
        row.get_by_role("link", name=other.number).click()
        expect(desk.get_by_text("还没有查重。")).to_be_visible()


def test_an_exception_needs_a_second_officer_and_everybody_reads_it(opened: Opened) -> None:
    case = used_twice()
    address = f"/office/cases/{case.number}/clearance/"
    with ExitStack() as stack:
        people = People(opened, stack)
        first = people.at(staff(Role.OFFICER), address)
        first.get_by_role("button", name="现在查重").click()
        expect(first.get_by_text("没有有效的查重码")).to_be_visible()
        first.get_by_label("为什么仍要支持").fill(REASON)
        first.get_by_role("button", name="提出例外").click()
        expect(first.get_by_text("您提出的，要由同部门的另一位确认。")).to_be_visible()
        expect(first.get_by_role("button", name="确认并公开")).to_have_count(0)
        visitor = people.visitor("/awards/exceptions/")
        assert case.applicant_name not in visitor.content()

        second = people.at(staff(Role.REVIEWER), "/office/clearance/?needs=overrides")
        second.get_by_role("link", name=case.number).click()
        second.get_by_label("意见").fill("同意。")
        second.get_by_role("button", name="确认并公开").click()
        expect(second.get_by_text(re.compile("例外已确认并公开，查重码"))).to_be_visible()

        visitor.goto("/awards/exceptions/")
        entry = visitor.get_by_role("article").filter(has_text=case.applicant_name)
        expect(entry).to_contain_text(REASON)
        expect(entry).to_contain_text("一张发票只用一次")
        entry.get_by_role("link").first.click()
        expect(visitor.get_by_role("main")).to_contain_text("避免多头重复支持")
    clearance = Clearance.objects.get(holder=holder_of(case), voided_at=None)
    assert clearance.overridden and Override.objects.get(holder=holder_of(case)).state == "confirmed"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_for_everybody(opened: Opened, width: int, scheme: str) -> None:
    """axe finds nothing and nothing is wider than the window, wide and narrow, light and dark."""
    mine, _other, _holding = sisters()
    blocked, asked = used_twice(), used_twice()
    officer = staff(Role.OFFICER)
    for case in (mine, blocked, asked):
        case_check(actor=officer, case_id=case.pk)
    facts = Check.objects.get(holder=holder_of(asked)).facts_sha256
    exception_ask(actor=staff(Role.REVIEWER), case_id=asked.pk, facts=facts, reason=REASON)
    number = an_invoice_number()
    first = handed_in(draft_with_invoice("invoice", number))
    with pytest.raises(AlreadyClaimed):
        handed_in(draft_with_invoice("fapiao_no", number, of=2))
    with ExitStack() as stack:
        page = People(opened, stack, width=width, scheme=scheme).at(officer, "/office/clearance/")
        for path in (
            "/office/clearance/",
            "/office/attempts/",
            f"/office/cases/{mine.number}/clearance/",
            f"/office/cases/{blocked.number}/clearance/",
            f"/office/cases/{asked.number}/clearance/",
            f"/office/cases/{first.number}/clearance/",
            "/awards/exceptions/",
        ):
            page.goto(path, wait_until="networkidle")
            assert_accessible(page)
