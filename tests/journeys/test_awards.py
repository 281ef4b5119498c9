"""Everything shown, in a browser: awards are public after review and lead to their clause; firms compared, a record corrected."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.clearing_parts import WORDS, a_call, a_firm, decided
from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from tests.journeys.procedure_parts import People
from zhongchuang.cases.tests.factory import applicant, at_post
from zhongchuang.clearance.models import AuditFinding, Award, AwardState, CorrectionRequest
from zhongchuang.clearance.rules import Standing
from zhongchuang.clearance.services.audit_running import audit_run
from zhongchuang.clearance.services.auditing import audit_ask
from zhongchuang.clearance.services.correcting import correction_ask
from zhongchuang.clearance.services.disclosing import LET_PUBLIC, disclosure_review
from zhongchuang.clearance.tests.importing import BASIS, a_row, taken_in
from zhongchuang.clearance.tests.scene import kept, support
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("site")]


def an_award(firm: Organisation, *, public: bool = True) -> Award:
    """What a case of the firm was granted; reviewed, where it is public."""
    case = decided(a_call("journey-awards"), firm)
    row = Award.objects.get(ref=f"case:{case.number}")
    return disclosure_review(actor=SYSTEM, number=row.number, verdict=LET_PUBLIC) if public else row


def staff(role: Role) -> PersonActor:
    """Somebody with a post in the department."""
    return actor(at_post(role, bound=True))


def test_a_decided_award_is_public_after_its_review_and_one_click_leads_to_its_clause(opened: Opened) -> None:
    firm = a_firm("虚构启明星光学")
    award = an_award(firm, public=False)
    with ExitStack() as stack:
        people = People(opened, stack)
        visitor = people.visitor(f"/awards/?q={firm.name}")
        expect(visitor.get_by_text("没有找到")).to_be_visible()
        desk = people.at(staff(Role.OFFICER), f"/office/awards/?q={award.number}")
        desk.get_by_role("checkbox", name=re.compile(award.number)).check()
        desk.get_by_role("button", name="审查过了，公开所选").click()
        expect(desk.get_by_text("1 项已审查并公开。")).to_be_visible()

        visitor.goto("/awards/")
        visitor.get_by_label("检索词").fill(f"{firm.name} NOT 水稻")
        visitor.get_by_label("检索词").press("Enter")
        row = visitor.locator("tbody tr").filter(has_text=firm.name)
        expect(row).to_contain_text("50,000.00")
        row.get_by_role("link").first.click()
        expect(visitor.get_by_role("main")).to_contain_text(WORDS)
        visitor.locator("figure.clause-quote a, .clause-quote a").first.click()
        expect(visitor).to_have_url(re.compile("/policy/"))
        expect(visitor.get_by_role("main")).to_contain_text(WORDS)
    award.refresh_from_db()
    assert award.state == AwardState.PUBLIC


def test_two_recipients_side_by_side_and_what_was_found_as_a_table(opened: Opened) -> None:
    first, second = a_firm("虚构比邻轴承"), a_firm("虚构比邻齿轮")
    an_award(first)
    other = an_award(second)
    with ExitStack() as stack:
        visitor = People(opened, stack).visitor("/awards/?q=虚构比邻")
        with visitor.expect_download() as download:
            visitor.get_by_role("link", name="CSV").click()
        told = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert first.name in told and other.number in told
        assert len(told.strip().splitlines()) == 3

        visitor.get_by_role("link", name="按单位汇总").click()
        for firm in (first, second):
            visitor.get_by_role("checkbox", name=firm.name).check()
        visitor.get_by_role("button", name="并排比较勾选的").click()
        expect(visitor.get_by_role("heading", name="并排比较")).to_be_visible()
        for firm in (first, second):
            expect(visitor.get_by_role("columnheader", name=firm.name).first).to_be_attached()
        visitor.get_by_role("link", name=first.name).first.click()
        expect(visitor.locator("tbody tr").filter(has_text=first.name)).to_have_count(1)
        expect(visitor.locator("tbody tr").filter(has_text=second.name)).to_have_count(0)


def test_the_firm_asks_for_a_correction_and_what_was_written_stays_to_be_read(opened: Opened) -> None:
    firm = a_firm("虚构求真仪表")
    award = an_award(firm)
    before, after = award.title, "虚构的精密测量平台（二期）"
    with ExitStack() as stack:
        people = People(opened, stack)
        page = people.at(actor(applicant(firm)), f"/awards/{award.number}/")
        page.get_by_role("link", name="申请更正").click()
        page.get_by_label("哪一项有误").select_option(label="支持事项")
        page.get_by_label("哪里有误，应当是什么").fill(f"应当是{after}。")
        page.get_by_role("button", name="提出更正申请").click()
        expect(page.get_by_text("已提出。部门答复后，您会收到通知。")).to_be_visible()
        expect(page.get_by_text("有一件还在等部门答复")).to_be_visible()

        asked = CorrectionRequest.objects.get(award=award)
        desk = people.at(staff(Role.OFFICER), "/office/awards/corrections/")
        desk.get_by_role("link", name=asked.number).click()
        desk.get_by_role("radio", name="更正", exact=True).check()
        desk.get_by_label("答复的话").fill("已核对决定书，予以更正。")
        desk.get_by_label("更正哪一项").select_option(label="支持事项")
        desk.get_by_label("更正为").fill(after)
        desk.get_by_label("更正的理由").fill("据决定书更正")
        desk.get_by_role("button", name="答复").click()
        expect(desk.get_by_text("已答复，对方会收到通知。")).to_be_visible()

        page.reload()
        expect(page.get_by_text("已核对决定书，予以更正。")).to_be_visible()
        visitor = people.visitor(f"/awards/{award.number}/")
        expect(visitor.get_by_role("heading", level=1)).to_have_text(after)
        history = visitor.locator("#award-history + *")
        expect(history).to_contain_text(before)
        expect(history).to_contain_text("据决定书更正")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_for_everybody(opened: Opened, width: int, scheme: str) -> None:
    """axe finds nothing and nothing is wider than the window, wide and narrow, light and dark."""
    firm = a_firm("虚构万象工业设计研究")
    award, waits = an_award(firm), an_award(firm, public=False)
    manager = actor(applicant(firm))
    asked = correction_ask(actor=manager, number=award.number, field="title", says="应当是二期。")
    imported = taken_in([a_row(1), {**a_row(2), "number": f"J-{width}-{scheme}"}], basis=BASIS)
    for number in (1, 2):
        kept(support(f"award:AUDIT-{number}", 100, Standing.PAID, invoice="249920009999"))
    run = audit_ask(actor=SYSTEM, soon=False)
    audit_run(actor=SYSTEM, key=run.key)
    finding = AuditFinding.objects.filter(run=run).latest("pk")
    compared = "&".join(f"of={one}" for one in (firm.uscc, a_row(1)["uscc"]))
    looks = {
        manager: (
            "/awards/",
            "/awards/?q=(",
            "/awards/?q=没有这样的词",
            "/awards/recipients/",
            f"/awards/compare/?{compared}",
            "/awards/totals/",
            f"/awards/{award.number}/",
            f"/awards/{award.number}/correction/",
        ),
        staff(Role.OFFICER): (
            "/office/awards/",
            "/office/awards/?state=public",
            f"/office/awards/{award.number}/",
            f"/office/awards/{waits.number}/review/",
            f"/office/awards/{award.number}/correct/",
            "/office/awards/corrections/",
            f"/office/awards/corrections/{asked.number}/",
        ),
        actor(at_post(Role.ADMINISTRATOR)): ("/office/imports/", f"/office/imports/{imported.key}/"),
        actor(at_post(Role.AUDITOR)): (
            "/office/audits/",
            f"/office/audits/{run.key}/",
            f"/office/audits/findings/{finding.pk}/",
        ),
    }
    with ExitStack() as stack:
        people = People(opened, stack, width=width, scheme=scheme)
        for who, paths in looks.items():
            page = people.at(who, paths[0])
            for path in paths:
                page.goto(path, wait_until="networkidle")
                assert_accessible(page)
