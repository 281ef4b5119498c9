"""What the pages of the room read from a request."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotFound
from zhongchuang.core.page import Link
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.forms import GuardForm
from zhongchuang.parties.accounts import actor_of


def viewer(request: HttpRequest) -> Actor:
    """Who asks, if they may see public money at all. Raises NotFound: for others there is no such page."""
    actor = actor_of(request)
    if not may_ledger(actor, LedgerAction.VIEW):
        raise NotFound()
    return actor


def guard_of(request: HttpRequest) -> tuple[int, str]:
    """Version and key of a form about something that is there. Raises InvalidInput."""
    form = GuardForm(request.POST)
    if form.is_valid():
        return form.cleaned_data["row_version"], form.cleaned_data["idempotency_key"]
    raise _incomplete()


def key_of(request: HttpRequest) -> str:
    """The key of a form about something that is not there yet, or about many. Raises InvalidInput."""
    key = request.POST.get("idempotency_key", "")
    if key:
        return key
    raise _incomplete()


def chosen(request: HttpRequest) -> dict[int, int | None]:
    """The payments ticked in a list, each with the version the list was drawn from. Raises InvalidInput."""
    found: dict[int, int | None] = {}
    for text in request.POST.getlist("order"):
        pk, _sep, version = text.partition("@")
        if not (
            pk.isascii() and pk.isdecimal() and version.isascii() and version.isdecimal() and len(text) < 30
        ):
            raise _incomplete()
        found[int(pk)] = int(version)
    return found


def _incomplete() -> InvalidInput:
    return InvalidInput(
        "提交的内容不完整。",
        "What was submitted is incomplete.",
        next_zh="请回到原页面刷新后重新提交。",
        next_en="Go back to the page, reload it and submit again.",
    )


def crumbs(*links: Link) -> tuple[Link, ...]:
    """Where a page stands: under the overview."""
    return (Link(_("资金"), reverse("ledger:overview")), *links)
