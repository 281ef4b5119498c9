"""An officer's morning in the browser: tasks by term, from the keyboard, a case returned with remarks, accepted, told."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.tests.factory import at_post, case_at, open_round
from zhongchuang.core import clock
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("site")]


@pytest.fixture
def officer(site: str) -> Account:
    return at_post(Role.OFFICER, bound=True)


@pytest.fixture
def cases(officer: Account) -> list[Case]:
    """Three of hers: late, today, next week."""
    call, today = open_round(), clock.today()
    days = (dt.timedelta(days=-10), dt.timedelta(), dt.timedelta(days=7))
    return [case_at(State.SUBMITTED, round=call, officer=officer, due_on=today + day) for day in days]


def sign_in(page: Page, account: Account) -> None:
    page.fill("input[name=login]", account.email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_an_officer_works_through_the_tasks_from_the_keyboard(
    opened: Opened, officer: Account, cases: list[Case]
) -> None:
    late, now, _later = cases
    with opened("/accounts/login/?next=/office/") as page:
        sign_in(page, officer)
        expect(page.locator("h2").first).to_contain_text("已超期")
        page.keyboard.press("j")
        expect(page.locator("tr[data-here]")).to_contain_text(late.number)
        page.keyboard.press("x")
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(page.locator("[data-batch-count]")).to_have_text("已选 2 件")
        page.click("button[value=accept]")
        expect(page.locator("main")).to_contain_text("办好 2 件")
        page.goto(f"/office/cases/{now.number}/")
        expect(page.locator(".case-state")).to_contain_text("评审中")


def test_a_case_is_returned_with_a_remark_beside_the_field_without_script(
    opened: Opened, officer: Account, cases: list[Case]
) -> None:
    case = cases[2]
    with opened(f"/accounts/login/?next=/office/cases/{case.number}/", script=False) as page:
        sign_in(page, officer)
        page.click("text=退回补正")
        page.fill("#field-project", "名称与合同不一致")
        page.click("button:has-text('退回补正')")
        expect(page.locator(".case-state")).to_contain_text("退回补正")
        expect(page.locator(".remark")).to_contain_text("名称与合同不一致")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_desk_is_accessible(
    opened: Opened, officer: Account, cases: list[Case], width: int, scheme: str
) -> None:
    number = cases[0].number
    with opened("/accounts/login/?next=/office/", width=width, scheme=scheme) as page:
        sign_in(page, officer)
        for path in (
            "/office/",
            "/office/cases/",
            f"/office/cases/{number}/",
            f"/office/cases/{number}/part/checks/",
            f"/office/cases/{number}/move/return/",
            "/office/posts/",
            "/office/backfill/",
            "/my/notes/",
        ):
            page.goto(path)
            assert_accessible(page)
