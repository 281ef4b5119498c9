"""What stands in the head of every page, and for whom."""

from __future__ import annotations

import re

import pytest

from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.project.navigation import ITEMS

pytestmark = pytest.mark.django_db


def entries(*roles: Role, signed: bool = True, path: str = "/audit/") -> list[str]:
    client = signed_in(make_account(*roles) if signed else None)
    head = client.get(path).content.decode().partition("<nav")[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"', head)


PUBLIC = ["/ask/", "/policy/", "/measures/", "/apply/", "/spaces/", "/notices/", "/awards/"]
DEPARTMENT = {Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR}
DESKS = {
    "/office/": DEPARTMENT,
    "/office/programmes/": DEPARTMENT,
    "/office/rounds/": DEPARTMENT,
    "/office/recommend/": {Role.RECOMMENDER},
    "/office/panels/": DEPARTMENT - {Role.FINANCE},
    "/office/clearance/": DEPARTMENT - {Role.FINANCE},
    "/office/notices/": DEPARTMENT - {Role.FINANCE},
    "/office/leads/": {Role.AUDITOR},
    "/review/": {Role.EXPERT},
    "/office/cosign/": {Role.FINANCE},
    "/office/vouchers/": DEPARTMENT,
    "/office/awards/": DEPARTMENT - {Role.FINANCE},
    "/office/imports/": DEPARTMENT - {Role.FINANCE},
    "/money/": DEPARTMENT,
    "/money/settlements/": {Role.FINANCE, Role.AUDITOR},
    "/my-spaces/": DEPARTMENT,
    "/organisations/": DEPARTMENT,
    "/desk/": DEPARTMENT - {Role.FINANCE},
    "/scenarios/": DEPARTMENT,
    "/accounts-and-roles/": {Role.ADMINISTRATOR, Role.AUDITOR},
}


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_public_entries_and_offices_their_own(role: Role) -> None:
    own = [] if role in DEPARTMENT | {Role.EXPERT, Role.RECOMMENDER} else ["/my/cases/", "/vouchers/mine/"]
    own += ["/counter/"] if role is Role.PROVIDER else []
    own += ["/my-spaces/"] if role is Role.OPERATOR else []
    assert entries(role) == PUBLIC + own + [path for path, roles in DESKS.items() if role in roles]


def test_several_desks_are_a_menu_and_one_is_an_entry() -> None:
    menu = '<details class="nav-desks">'
    assert menu in signed_in(make_account(Role.OFFICER)).get("/audit/").content.decode()
    assert menu not in signed_in(make_account(Role.EXPERT)).get("/audit/").content.decode()


def test_a_visitor_sees_the_public_entries_and_the_way_in() -> None:
    assert entries(signed=False) == PUBLIC
    page = signed_in(None).get("/audit/").content.decode()
    assert 'href="/accounts/login/"' in page
    assert 'action="/accounts/logout/"' not in page


def test_who_is_signed_in_leads_to_their_account_and_out() -> None:
    page = signed_in(make_account(name="虚构人员甲")).get("/audit/").content.decode()
    assert re.search(r'href="/me/">\s*虚构人员甲', page)
    assert 'action="/accounts/logout/"' in page


def test_the_present_entry_is_marked() -> None:
    page = signed_in(make_account(Role.AUDITOR)).get("/accounts-and-roles/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == ["/accounts-and-roles/"]


def test_every_entry_is_a_page() -> None:
    client = signed_in(make_account(Role.ADMINISTRATOR))
    assert len(ITEMS) == 31
    for path in entries(Role.ADMINISTRATOR):
        assert client.get(path).status_code in {200, 503}  # 503: no packs in this database, told as such
