"""The main navigation: what stands in it, in which order, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhongchuang.core.page import Link
from zhongchuang.messages.selectors import unread_notes
from zhongchuang.parties.access import Role, holds
from zhongchuang.parties.accounts import actor_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `roles` empty means everybody. `at_work`: somebody's desk, kept in the menu 工作台 where there are several."""

    label: StrOrPromise
    name: str
    roles: frozenset[Role] = frozenset()
    at_work: bool = False


@dataclass
class Bell:
    """How many notes wait for the reader; asked when the head of a page is drawn, and once."""

    account_id: str

    @cached_property
    def unread(self) -> int:
        """One statement over a small index."""
        return unread_notes(self.account_id)


DEPARTMENT = frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR})
APPLYING = frozenset(set(Role) - DEPARTMENT - {Role.EXPERT, Role.RECOMMENDER})
REVIEWING = frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR})
"""Who sees panels, notices and objections of the department."""

ITEMS = (
    Item(_("我能享受什么"), "policy:ask"),
    Item(_("政策"), "policy:documents"),
    Item(_("措施"), "policy:measures"),
    Item(pgettext_lazy("navigation", "申报"), "cases:calls"),
    Item(_("众创空间"), "parties:spaces"),
    Item(pgettext_lazy("navigation", "公示"), "cases:notices"),
    Item(_("支持公开"), "clearance:awards"),
    Item(_("我的办件"), "cases:my_cases", APPLYING),
    Item(_("我的创新券"), "vouchers:mine", APPLYING),
    Item(_("创新券柜台"), "vouchers:counter", frozenset({Role.PROVIDER})),
    Item(_("我的空间"), "parties:my_spaces", frozenset({Role.OPERATOR})),
    Item(_("办件"), "cases:office", DEPARTMENT, at_work=True),
    Item(pgettext_lazy("programme", "项目"), "cases:programmes", DEPARTMENT, at_work=True),
    Item(_("申报批次"), "cases:rounds", DEPARTMENT, at_work=True),
    Item(_("县市推荐"), "cases:recommend", frozenset({Role.RECOMMENDER}), at_work=True),
    Item(_("评审"), "cases:panels", REVIEWING, at_work=True),
    Item(_("查重"), "cases:clearances", REVIEWING, at_work=True),
    Item(_("公示与异议"), "cases:office_notices", REVIEWING, at_work=True),
    Item(_("监督线索"), "cases:leads", frozenset({Role.AUDITOR}), at_work=True),
    Item(_("专家评审"), "cases:reviews", frozenset({Role.EXPERT}), at_work=True),
    Item(_("财政会签"), "cases:cosign_list", frozenset({Role.FINANCE}), at_work=True),
    Item(_("创新券"), "vouchers:office", DEPARTMENT, at_work=True),
    Item(_("公开审查"), "clearance:office_awards", REVIEWING, at_work=True),
    Item(_("其他部门的支持"), "clearance:imports", REVIEWING, at_work=True),
    Item(_("资金"), "ledger:overview", DEPARTMENT, at_work=True),
    Item(_("创新券结算"), "vouchers:settlements", frozenset({Role.FINANCE, Role.AUDITOR}), at_work=True),
    Item(_("空间与入驻"), "parties:my_spaces", DEPARTMENT, at_work=True),
    Item(_("单位"), "parties:organisations", DEPARTMENT, at_work=True),
    Item(_("政策工作台"), "policy:desk", DEPARTMENT - {Role.FINANCE}, at_work=True),
    Item(_("政策测算"), "policy:scenarios", DEPARTMENT, at_work=True),
    Item(_("账户与角色"), "parties:accounts", frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), at_work=True),
)
MENU_FROM = 2
"""So many desks stand in a menu; a single one stands beside the other entries."""


def navigation(request: HttpRequest) -> dict[str, object]:
    """The entries the reader may use, the present one marked; and where the reader's own account is."""
    actor = actor_of(request)
    shown = [item for item in ITEMS if not item.roles or holds(actor, *item.roles)]
    desks = [_link(request, item) for item in shown if item.at_work]
    public = [_link(request, item) for item in shown if not item.at_work]
    return {
        "bell": Bell(actor.user_id) if actor.user_id else None,
        "navigation": public if len(desks) >= MENU_FROM else [*public, *desks],
        "desks": desks if len(desks) >= MENU_FROM else [],
        "at_work": any(desk.current for desk in desks),
        "account_url": _address("parties:me"),
    }


def _link(request: HttpRequest, item: Item) -> Link:
    url = _address(item.name)
    return Link(item.label, url, current=request.path.startswith(url))


def _address(name: str) -> str:
    """An address of the site as it is laid out now; every page asks for some twenty, and they do not change."""
    return _reversed(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@cache
def _reversed(name: str, _urlconf: str, _prefix: str) -> str:
    return reverse(name)
