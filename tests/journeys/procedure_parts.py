"""What the journeys of whole procedures share: everybody in a window of their own, forms filled by their words.

The department, the county, the experts and the money come from `tests/whole/world.py`; what is walked goes through the browser.
"""

from __future__ import annotations

import os
import re
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.conftest import HEIGHTS, Opened, assert_accessible
from tests.whole.world import PDF
from zhongchuang.cases.models import Case
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import PASSWORD

PICTURES = os.environ.get("ZHONGCHUANG_JOURNEY_PICTURES", "")
"""A folder: every `look` leaves a picture there, wide and light, narrow and dark. Empty: none."""

PATIENCE = 10_000
"""What is not there by then is missing. Milliseconds."""


class People:
    """Everybody who takes part, each signed in once in a browser of their own, closed (and held to account) at the end."""

    def __init__(self, opened: Opened, stack: ExitStack, **window: object) -> None:
        """`window`: how wide, light or dark, as `opened` takes it."""
        self._opened, self._stack, self._window = opened, stack, window
        self._pages: dict[str, Page] = {}

    def at(self, who: PersonActor, path: str, *, tolerated: str = "") -> Page:
        """The page at this address as they see it; the first time they sign in as a person does. `tolerated`: see `opened`."""
        page = self._pages.get(who.user_id)
        if page is None:
            account = Account.objects.get(pk=who.user_id)
            page = self.visitor(f"/accounts/login/?next={path}", tolerated=tolerated)
            page.get_by_label("电子邮件").fill(account.email)
            page.get_by_label("密码", exact=True).fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
            expect(page).not_to_have_url(re.compile("/accounts/login/"))
            self._pages[who.user_id] = page
        else:
            page.goto(path)
        return page

    def visitor(self, path: str, *, tolerated: str = "") -> Page:
        """The page as somebody sees it who is not signed in."""
        page = self._stack.enter_context(self._opened(path, tolerated=tolerated, **self._window))
        page.set_default_timeout(PATIENCE)
        return page


def look(page: Page, name: str, *, axe: bool = False) -> None:
    """The page fits a narrow window; `axe` looks too where no other journey does. It leaves its picture where one is wanted."""
    page.wait_for_load_state()  # style sheets and all
    for width, scheme in ((390, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        if PICTURES:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(
                path=Path(PICTURES) / f"{name}-{width}.png", full_page=True, animations="disabled"
            )
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{page.url} is {wider} px wider than {width} px"
    if axe:
        folds = page.locator("details")
        opened = folds.evaluate_all("(all) => all.map((one) => one.open)")
        assert_accessible(page)  # unfolds everything, the menu too
        folds.evaluate_all("(all, opened) => all.forEach((one, at) => { one.open = opened[at]; })", opened)


def press(page: Page, name: str) -> None:
    """A button of the page itself, by its words."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """A link of the page itself, by its words; the first where there are several."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def write(page: Page, **fields: str) -> None:
    """Type into the fields of the form, by their ids."""
    for name, value in fields.items():
        page.locator(f"#id_{name}").fill(value)


def paper(page: Page, material: str, name: str) -> None:
    """Hand in a file for one of the materials."""
    number = len(page.get_by_role("link", name=re.compile(r"\.pdf")).all())
    file: FilePayload = {"name": name, "mimeType": "application/pdf", "buffer": PDF + str(number).encode()}
    page.locator(f"#id_file-{material}").set_input_files(file)
    page.locator(f"#m-{material}").get_by_role("button", name=re.compile("^上传")).click()
    expect(page.get_by_role("link", name=name)).to_be_visible()


def minuted(people: People, officer: PersonActor, case: Case, on: str) -> str:
    """The officer enters the meeting that decided on the case; how the minutes are called in a list."""
    number = f"虚构纪要〔2026〕{case.number}号"
    page = people.at(officer, "/office/meetings/")
    write(page, number=number, held_on=on, summary="同意。")
    page.get_by_label("厅（局）办公会").check()
    look(page, f"meeting-{case.number[:2]}")
    press(page, "记下会议")
    expect(page.get_by_text(f"会议 {number} 已记下。")).to_be_visible()
    return f"{number}（{on}）"


def line_of(page: Page, words: str) -> Locator:
    """The row of a table in which these words stand."""
    return page.get_by_role("main").get_by_role("row").filter(has_text=words)
