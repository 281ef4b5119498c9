"""A fact the vocabulary does not have yet, added with the document that needs it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhongchuang.core.page import Link
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.forms.desk.promises import FactForm
from zhongchuang.policy.services.desk import entry_remove, entry_save
from zhongchuang.policy.views.desk.common import desk_page, guarded, put_errors, to
from zhongchuang.policy.views.desk.frame import opened, trail
from zhongchuang.policy.views.desk.head import form_page

NEW = "new"


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def fact(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One fact: its name in rules, how it is asked, its bounds, whom it is asked of."""
    desk, actor = opened(request, key), actor_of(request)
    if not desk.may_edit:
        raise NotAllowed()
    standing = None if name == NEW else desk.bench.content.entry(EntryKind.FACT, name)
    if name != NEW and standing is None:
        raise NotFound()
    form, status = FactForm(standing, request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        common: dict[str, Any] = {
            "actor": actor,
            "draft": desk.draft,
            "kind": EntryKind.FACT,
            **guarded(request),
        }
        if request.POST.get("do") == "remove" and standing is not None:
            entry_remove(**common, name=name)
            return redirect(to("measures", key))
        if form.is_valid():
            try:
                entry_save(**common, entry=form.entry(), name=None if standing is None else name)
            except (InvalidInput, Conflict) as error:
                status = put_errors(form, error)
            else:
                return redirect(to("measures", key))
        else:
            status = 422
    page = {
        "title": _("加一个能问的事实") if standing is None else _("改一个事实"),
        "lead": _("先看看词汇表里有没有同样意思的：一个事实只有一个名字。"),
        "action": request.path,
        "button": _("保存"),
        "back": to("measures", key),
        "remove": "" if standing is None else _("删去这个事实"),
    }
    trail_here = trail(desk, Link(_("措施"), to("measures", key)), Link(page["title"], ""))
    return form_page(request, desk.draft, form, page, trail_here, status)
