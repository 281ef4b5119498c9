"""Money that is invested, and support nobody applied for: a sub-fund is looked into and voted on by a committee; a makerspace is
offered what its register says, and confirms it.

Application, review and notice go through the verbs here: `test_procedure_recognition.py` walks them. The clock is moved by hand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import expect

from tests.journeys.conftest import Opened
from tests.journeys.procedure_parts import People, follow, line_of, look, press, write
from tests.whole import world
from tests.whole.test_every_programme import Scene, announced, applied, scene
from tests.whole.test_proactive import makerspace
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Expert, ProactiveRun
from zhongchuang.cases.services.notice_ends import notice_end
from zhongchuang.cases.services.proactive import run_judge, run_send
from zhongchuang.cases.services.programmes import programmes_load
from zhongchuang.core import clock
from zhongchuang.core.clock import FrozenClock, use_date
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.project.demonstration_proactive import CODE, FILES

pytestmark = pytest.mark.journey


@pytest.fixture
def day(site: str) -> Iterator[FrozenClock]:
    """A Monday in September, on which the clock stands; programmes are loaded, and many sign-ins are no attack."""
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=False), use_date(dt.date(2026, 9, 7)) as clock:
        world.loaded()
        Expert.objects.update(active=False)  # whoever other journeys left in the pool would be drawn here
        yield clock
    cache.clear()


@pytest.fixture
def people(day: FrozenClock, opened: Opened) -> Iterator[People]:
    """Everybody's windows, closed at the end."""
    with ExitStack() as stack:
        yield People(opened, stack)


def test_a_sub_fund_is_looked_into_and_voted_on(day: FrozenClock, people: People) -> None:
    with transaction.atomic():  # the rules its template waits for come with it
        at = scene("liaoning/sub-fund", day)
    case = applied(at).case
    world.accepted(at.where, case)
    assert at.programme.review is not None
    world.scored(at.where, world.drawn(at.where, case, at.programme.review.experts))
    assert world.state_of(case) is State.DILIGENCE
    looked_into(people, at, case)
    announced(at, case)
    item = case.notice_items.get()
    assert item.notice.closes_on is not None
    day.move_to(item.notice.closes_on + dt.timedelta(days=1))
    notice_end(actor=SYSTEM, notice_id=item.notice_id)
    voted_on(people, at, case, clock.today())


def looked_into(people: People, at: Scene, case: Case) -> None:
    """The officer writes the report; what is left out is asked for where it is missing, and nothing typed is lost."""
    page = people.at(at.where.officer, f"/office/cases/{case.number}/", tolerated="422")
    look(page, "u01-case")
    follow(page, "尽职调查结束")
    look(page, "u02-report", axe=True)
    write(page, by="虚构尽调小组", registration="登记有效，没有未决诉讼（虚构）。")
    press(page, "结束尽职调查")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("尽调机构或小组")).to_have_value("虚构尽调小组")
    expect(page.get_by_label("结论")).to_be_visible()
    look(page, "u03-missing", axe=True)
    write(
        page, record="业绩属实（虚构）。", commitments="8万", terms="条款合理（虚构）。", contribution="50000"
    )
    write(page, reason="同意出资，至多 5 万元。")
    press(page, "结束尽职调查")
    expect(page.locator(".case-state")).to_contain_text("待公示")
    page.locator(".desk-tabs").get_by_role("link", name="尽职调查").click()
    expect(page.get_by_role("main")).to_contain_text("同意出资，至多 5 万元。")
    expect(page.locator(".case-facts")).to_contain_text(case.applicant_name)  # the head is the case's still
    look(page, "u04-read", axe=True)


def voted_on(people: People, at: Scene, case: Case, on: dt.date) -> None:
    """The committee's minutes and its votes; what the votes do not say is not decided."""
    page = people.at(at.where.officer, "/office/meetings/")
    number = f"虚构投委会〔2026〕{case.number}"
    write(page, number=number, held_on=on.isoformat(), summary="表决通过。")
    page.get_by_label("投资决策委员会").check()
    press(page, "记下会议")

    page = people.at(at.where.reviewer, f"/office/cases/{case.number}/decide/", tolerated="422")
    press(page, "现在查重")
    page.get_by_label("批准", exact=True).check()
    page.get_by_label("所依据的会议纪要").select_option(label=f"{number}（{on.isoformat()}）")
    write(page, votes_for="3", votes_against="3", votes_abstained="1", grounds="投委会表决。")
    press(page, "作出决定")
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, "u05-no-majority", axe=True)
    write(page, votes_for="5", votes_against="1")
    press(page, "作出决定")
    expect(page.locator(".case-state")).to_contain_text("待财政会签")
    follow(page, "决定与资金")
    expect(page.get_by_role("main")).to_contain_text(re.compile("赞成\\s*5"))
    look(page, "u06-voted", axe=True)


def test_a_makerspace_confirms_what_it_never_applied_for(people: People) -> None:
    programmes_load(actor=SYSTEM, root=FILES)
    liaoning = world.province("210000", "210100", "210102", "辽宁省科技厅（虚构）", experts=0)
    account, space = makerspace(liaoning, "免申走查众创空间（虚构）", tenants=2)
    call = world.opened(liaoning, CODE, all_year=True)

    page = people.at(liaoning.officer, f"/office/rounds/{call.pk}/")
    look(page, "w01-round")
    follow(page, re.compile("免申即享"))
    look(page, "w02-nobody-judged", axe=True)
    press(page, "核算谁符合")
    run = ProactiveRun.objects.latest("pk")
    run_judge(actor=SYSTEM, key=run.key)
    page.goto(f"/office/rounds/{call.pk}/proactive/")
    expect(line_of(page, space.name)).to_be_visible()
    look(page, "w03-judged", axe=True)
    page.get_by_role("main").get_by_role("button", name=re.compile("^送给")).click()
    run_send(actor=SYSTEM, key=run.key)
    page.goto(f"/office/rounds/{call.pk}/proactive/")
    look(page, "w04-sent", axe=True)

    case = Case.objects.get(space=space.public_id)
    page = people.at(actor(account), "/my/cases/")
    look(page, "w05-mine", axe=True)
    follow(page, case.title)
    follow(page, "看看并答复")
    look(page, "w06-offer", axe=True)
    press(page, "确认")
    expect(page.get_by_text(re.compile("LN-2026-")).first).to_be_visible()
    look(page, "w07-confirmed", axe=True)
    assert world.state_of(case) is State.SUBMITTED
