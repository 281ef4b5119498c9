"""The particulars of a document, and the cities of a place that is new here; each a form on a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core.errors import Conflict, InvalidInput
from zhongchuang.core.page import (
    ErrorSummary,
    Link,
    errors_of,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.forms.desk.head import HeadForm, PlacesForm
from zhongchuang.policy.models import Draft
from zhongchuang.policy.services.desk import (
    draft_head_set,
    place_set,
)
from zhongchuang.policy.views.desk.common import (
    desk_page,
    guard_of,
    guarded,
    put_errors,
    to,
)
from zhongchuang.policy.views.desk.frame import opened, require_edit, trail


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def head(request: HttpRequest, key: str) -> HttpResponse:
    """The particulars of the document."""
    desk = opened(request, key)
    require_edit(desk)
    content = desk.bench.content
    form = HeadForm(
        content.head, published=content.opened, data=request.POST if request.method == "POST" else None
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                draft_head_set(
                    actor=actor_of(request), draft=desk.draft, head=form.changed(), **guarded(request)
                )
            except (InvalidInput, Conflict) as error:
                status = put_errors(form, error)
            else:
                return redirect(to("work", key) + "#head-title")
        else:
            status = 422
    page = {
        "title": _("文件头"),
        "lead": _("原文写明的照原文；没有写明的写出处，不猜。"),
        "action": request.path,
        "button": _("保存文件头"),
        "back": to("work", key),
    }
    return form_page(request, desk.draft, form, page, trail(desk, Link(_("文件头"), "")), status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def places(request: HttpRequest, key: str) -> HttpResponse:
    """The cities of a province that is new here, so that its people can say where they are."""
    desk = opened(request, key)
    require_edit(desk)
    content = desk.bench.content
    data = request.POST if request.method == "POST" else None
    form, status = PlacesForm(content.head.place, content.places, data), 200
    if request.method == "POST" and form.is_valid():
        try:
            place_set(
                actor=actor_of(request),
                draft=desk.draft,
                place=content.head.place,
                new_places=form.places(),
                pack=content.pack,
                **guarded(request),
            )
        except (InvalidInput, Conflict) as error:
            status = put_errors(form, error)
        else:
            return redirect(to("places" if "more" in request.POST else "measures", key))
    elif request.method == "POST":
        status = 422
    page = {
        "title": _("补充市州"),
        "lead": _("代码用 GB/T 2260 的六位行政区划代码。填了的市州，当地的人提问时就能选到。"),
        "action": request.path,
        "button": _("保存"),
        "back": to("measures", key),
    }
    return form_page(request, desk.draft, form, page, trail(desk, Link(_("补充市州"), "")), status)


def form_page(
    request: HttpRequest,
    draft: Draft,
    form: Any,
    page: dict[str, str],
    breadcrumbs: tuple[Link, ...],
    status: int,
) -> HttpResponse:
    """A form on a page of its own, what is wrong with it above it."""
    context = {
        "form": form,
        "page": page,
        "errors": errors_of(form) if form.is_bound else ErrorSummary(()),
        "guard": guard_of(draft),
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "policy/desk/form.html", context, status=status)
