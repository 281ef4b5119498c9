"""Public money seen by everybody who touches it: a makerspace in Shenyang and its rent, from the invoice to the account; and from
the payment, in one click, to the clause that allowed it.

Review and notice go through the verbs here: `test_procedure_recognition.py` walks them. The clock is moved by hand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import expect

from tests.journeys.conftest import Opened
from tests.journeys.procedure_parts import People, follow, line_of, look, minuted, paper, press, write
from tests.whole import world
from tests.whole.world import Province
from zhongchuang.cases.models import Case
from zhongchuang.cases.services.notice_ends import notice_end
from zhongchuang.cases.services.notices import NoticeText, notice_draft, notice_publish
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import FrozenClock, use_date
from zhongchuang.ledger import selectors as ledger
from zhongchuang.ledger.models import PaymentBatch
from zhongchuang.ledger.tests.payments import answer, lines_of, result_file
from zhongchuang.parties.models import Space
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.journey
YUAN = 100
INVOICE = "24212000000000000777"


@pytest.fixture
def day(site: str) -> Iterator[FrozenClock]:
    """A Monday in September, on which the clock stands; programmes are loaded, and many sign-ins are no attack."""
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=False), use_date(dt.date(2026, 9, 7)) as clock:
        world.loaded()
        yield clock
    cache.clear()


@pytest.fixture
def people(day: FrozenClock, opened: Opened) -> Iterator[People]:
    """Everybody's windows, closed at the end."""
    with ExitStack() as stack:
        yield People(opened, stack)


def test_from_the_invoice_to_the_money_and_back_to_the_clause(
    day: FrozenClock, people: People, tmp_path: Path
) -> None:
    liaoning = world.province("210000", "210100", "210102", "辽宁省科技厅（虚构）")
    budget = world.funded(liaoning, "liaoning/running-cost-subsidy", 1_000_000 * YUAN)
    world.opened(liaoning, "liaoning/running-cost-subsidy", budget=budget)
    account, space = world.space(liaoning, "浑河走查众创空间（虚构）")
    who = actor(account)
    case = applied(people, who, space)
    recommended(people, liaoning, case)
    announced(day, liaoning, case)
    decided(people, liaoning, case)
    paid(people, liaoning, case, tmp_path)

    page = people.at(who, f"/my/cases/{case.number}/")
    expect(line_of(page, "已到账")).to_contain_text("50,000")
    look(page, "m20-own", axe=True)
    assert ledger.books_check().ok


def applied(people: People, who: PersonActor, space: Space) -> Case:
    """The form with its table of invoices; a sum above them is refused at once, in its place."""
    page = people.at(who, "/apply/liaoning/running-cost-subsidy/start/")
    page.get_by_role("radio", name=space.name).check()
    press(page, "开始填写")
    write(page, year="2025")
    press(page, "保存并继续")
    page.get_by_label("第 1 行 类别").select_option("rent")
    page.get_by_label("第 1 行 内容").fill("2025年场地租金")
    page.get_by_label("第 1 行 合同编号").fill("HT-2025-1")
    page.get_by_label("第 1 行 发票号码").fill(INVOICE)
    page.get_by_label("第 1 行 金额").fill("6万")
    write(page, total="70000")
    look(page, "m01-costs")
    press(page, "保存并继续")
    write(page, bank_name="虚构银行沈阳支行", bank_account="6222000000000012345")
    press(page, "保存并继续")
    paper(page, "contracts", "租赁合同.pdf")
    paper(page, "invoices", "发票.pdf")
    follow(page, "核对与提交")
    expect(page.get_by_role("main")).to_contain_text("申请金额不超过票据合计")
    look(page, "m02-refused", axe=True)
    expect(page.get_by_role("button", name="提交申报")).to_have_count(0)
    follow(page, "申请金额")
    write(page, total="60000")
    press(page, "保存并继续")  # and it goes on where it came from
    look(page, "m03-review")
    page.get_by_label("我承诺").check()
    press(page, "提交申报")
    expect(page.get_by_text(re.compile("已提交，编号 LN-2026-"))).to_be_visible()
    found: Case = Case.objects.get(account=who.user_id)
    return found


def recommended(people: People, where: Province, case: Case) -> None:
    """County and city recommend, the department accepts."""
    for unit in (where.county_unit, where.city_unit):
        page = people.at(unit, "/office/recommend/")
        follow(page, case.number)
        expect(page.get_by_role("main")).to_contain_text(INVOICE)
        page.get_by_label("推荐意见").fill("票据齐全，同意推荐。")
        look(page, "m04-recommend")
        press(page, "推荐")
    page = people.at(where.officer, f"/office/cases/{case.number}/part/checks/")
    look(page, "m05-checks", axe=True)
    press(page, "受理")
    expect(page.locator(".case-state")).to_contain_text("评审中")


def announced(day: FrozenClock, where: Province, case: Case) -> None:
    """Reviewed, announced with an amount, and the notice is over."""
    world.scored(where, world.drawn(where, case, 3))
    case.refresh_from_db()
    notice = notice_draft(
        actor=where.officer,
        round=case.round,
        cases={case.pk: 50_000 * YUAN},
        text=NoticeText("拟补助名单公示（走查）", "现予公示。", "辽宁省科技厅（虚构），024-00000000"),
    )
    notice = notice_publish(actor=where.reviewer, notice=notice, expected_version=notice.row_version)
    assert notice.closes_on is not None
    day.move_to(notice.closes_on + dt.timedelta(days=1))
    notice_end(actor=SYSTEM, notice_id=notice.pk)


def decided(people: People, where: Province, case: Case) -> None:
    """The officer enters the minutes; the reviewer decides how much; finance signs what the budget holds."""
    minutes = minuted(people, where.officer, case, "2026-09-11")
    page = people.at(where.reviewer, f"/office/cases/{case.number}/decide/")
    press(page, "现在查重")
    page.get_by_label("批准", exact=True).check()
    expect(page.get_by_label("支持金额")).to_have_value("50000.00")
    page.get_by_label("所依据的会议纪要").select_option(label=minutes)
    write(page, grounds="支出真实，票据齐全。")
    look(page, "m06-decide")
    press(page, "作出决定")
    expect(page.locator(".case-state")).to_contain_text("待财政会签")
    look(page, "m07-decided")
    page = people.at(where.finance, "/office/cosign/")
    look(page, "m08-cosign-list")
    follow(page, case.number)
    page.get_by_label("同意，签字").check()
    look(page, "m09-cosign", axe=True)
    press(page, "提交会签意见")
    expect(page.get_by_text(f"{case.number} 已会签，款项进入待支付。")).to_be_visible()


def paid(people: People, where: Province, case: Case, folder: Path) -> None:
    """What is due goes into a batch, the bank answers, the money is there; and one click leads to the clause."""
    page = people.at(where.signer, "/money/")
    look(page, "m10-money")
    follow(page, re.compile("^待送银行"))
    look(page, "m11-due")
    line_of(page, case.applicant_name).get_by_role("checkbox").check()
    press(page, "用所选生成批次")
    look(page, "m12-batch")
    with page.expect_download() as download:
        press(page, "下载 Excel")
    assert download.value.suggested_filename.endswith(".xlsx")
    batch = PaymentBatch.objects.latest("pk")
    file = folder / "回单.csv"
    file.write_bytes(result_file([answer(line) for line in lines_of(batch)]))
    page.goto("/money/results/")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "上传并核对")
    expect(page.get_by_role("button", name="全部入账")).to_be_visible(timeout=30_000)
    look(page, "m13-results")
    press(page, "全部入账")
    expect(page.get_by_text(re.compile("已入账：成功 1 笔"))).to_be_visible()

    page = people.at(where.signer, "/money/payments/")
    follow(page, case.applicant_name)
    expect(page.get_by_text("已到收款人账户。")).to_be_visible()
    look(page, "m14-payment")
    page.locator(".clause-quote a").first.click()
    expect(page).to_have_url(re.compile("/policy/liaozhengbanfa-2015-94/clauses/"))
    expect(page.get_by_role("main")).to_contain_text("房租、宽带接入费用")
    look(page, "m15-clause")
