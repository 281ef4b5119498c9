"""One mend of one clause: its form, on a page of its own or in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core.errors import Conflict, InvalidInput, NotFound
from zhongchuang.core.page import (
    ErrorSummary,
    Link,
    errors_of,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.documents.model import Clause
from zhongchuang.policy.forms.desk.mends import MENDS, MendForm
from zhongchuang.policy.services.desk import (
    draft_mend,
)
from zhongchuang.policy.views.desk.common import (
    desk_page,
    guard_of,
    guarded,
    put_errors,
    to,
)
from zhongchuang.policy.views.desk.frame import Opened, opened, require_edit, trail


def mend_link(desk: Opened, op: str, ref: str, nth: int) -> Link:
    more = {"nth": str(nth)} if nth > 1 else {}
    return Link(MENDS[op].title, to("mend", desk.draft.key, op, ref=ref, **more))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def mend(request: HttpRequest, key: str, op: str) -> HttpResponse:
    """One mend of one clause: on its own page, or in place where a script asks for the form alone."""
    desk = opened(request, key)
    require_edit(desk)
    clause, nth = _clause_of(desk, request)
    kind = MENDS.get(op)
    if kind is None:
        raise NotFound()
    if request.method != "POST":
        return _mend_page(request, desk, kind(desk.bench.read, clause, nth), op)
    form = kind(desk.bench.read, clause, nth, request.POST)
    if not form.is_valid():
        return _mend_page(request, desk, form, op, status=422)
    try:
        draft_mend(actor=actor_of(request), draft=desk.draft, mend=form.mend(), **guarded(request))
    except (InvalidInput, Conflict) as error:
        return _mend_page(request, desk, form, op, status=put_errors(form, error))
    messages.success(request, _("已修正；可以撤销。"))
    return redirect(to("work", key) + f"#c{_position(desk.bench.clauses, clause)}")


def _clause_of(desk: Opened, request: HttpRequest) -> tuple[Clause, int]:
    """The clause of the address. Raises NotFound."""
    ref, times = request.GET.get("ref", ""), request.GET.get("nth", "1")
    nth = int(times) if times.isdecimal() and times.isascii() and len(times) < 4 else 1
    found = [clause for clause in desk.bench.clauses if clause.ref == ref]
    if not 0 < nth <= len(found):
        raise NotFound()
    return found[nth - 1], nth


def _position(clauses: Sequence[Clause], clause: Clause) -> int:
    return next((number for number, one in enumerate(clauses) if one is clause), 0)


def _mend_page(
    request: HttpRequest, desk: Opened, form: MendForm, op: str, *, status: int = 200
) -> HttpResponse:
    number = _position(desk.bench.clauses, form.clause)
    back = to("work", desk.draft.key) + f"#c{number}"
    title = f"{form.title} · {form.clause.ref}"
    context: dict[str, Any] = {
        "form": form,
        "mend": {
            "title": title,
            "explained": form.explained,
            "words": [line for line in (form.clause.label + form.clause.text).splitlines() if line.strip()],
            "action": mend_link(desk, op, form.clause.ref, form.nth).url,
            "button": _("改好"),
            "back": back,
        },
        "errors": errors_of(form) if form.is_bound else ErrorSummary(()),
        "guard": guard_of(desk.draft),
        "breadcrumbs": trail(desk, Link(title, "")),
    }
    in_place = request.headers.get("HX-Request") == "true" and request.method == "GET"
    template = "policy/desk/mend_sheet.html" if in_place else "policy/desk/mend.html"
    return render(request, template, context, status=status)
