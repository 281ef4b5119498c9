"""The main navigation: what stands in it, in which order, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.page import Link
from zhongchuang.messages.selectors import unread_notes
from zhongchuang.parties.access import Role, holds
from zhongchuang.parties.accounts import actor_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `roles` empty means everybody."""

    label: StrOrPromise
    name: str
    roles: frozenset[Role] = frozenset()


@dataclass
class Bell:
    """How many notes wait for the reader; asked when the head of a page is drawn, and once."""

    account_id: str

    @cached_property
    def unread(self) -> int:
        """One statement over a small index."""
        return unread_notes(self.account_id)


ITEMS = (
    Item(_("我能享受什么"), "policy:ask"),
    Item(_("政策"), "policy:documents"),
    Item(_("措施"), "policy:measures"),
    Item(_("众创空间"), "parties:spaces"),
    Item(_("我的空间"), "parties:my_spaces", frozenset({Role.OPERATOR})),
    Item(
        _("政策工作台"),
        "policy:desk",
        frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR}),
    ),
    Item(
        _("政策测算"),
        "policy:scenarios",
        frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR}),
    ),
    Item(
        _("空间与入驻"),
        "parties:my_spaces",
        frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR}),
    ),
    Item(
        _("资金"),
        "ledger:overview",
        frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR}),
    ),
    Item(_("账户与角色"), "parties:accounts", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """The entries the reader may use, the present one marked; and where the reader's own account is."""
    actor = actor_of(request)
    shown = [item for item in ITEMS if not item.roles or holds(actor, *item.roles)]
    links = [(item.label, reverse(item.name)) for item in shown]
    return {
        "bell": Bell(actor.user_id) if actor.user_id else None,
        "navigation": [Link(label, url, current=request.path.startswith(url)) for label, url in links],
        "account_url": reverse("parties:me"),
    }
