"""A draft handed in, published, given up."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhongchuang.cases.selectors import programmes as reads
from zhongchuang.cases.services import drafting
from zhongchuang.cases.views.guarding import desk_page, guarded, told
from zhongchuang.cases.views.programmes import see, write
from zhongchuang.core.errors import NotAllowed, NotFound, Refused
from zhongchuang.parties.accounts import actor_of


@require_POST
@desk_page
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the draft to a second person."""
    write(request)
    row = reads.draft_of(pk)
    _done(
        request,
        lambda: drafting.programme_draft_submit(actor=actor_of(request), draft_id=row.pk, **guarded(request)),
        _("已提请发布，等另一位同事审核。"),
    )
    return redirect("cases:programme_draft", row.pk)


@require_POST
@desk_page
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the draft in force as the next version."""
    see(request)
    row = reads.draft_of(pk)
    pack, _slash, slug = row.code.partition("/")
    done = _done(
        request,
        lambda: drafting.programme_publish(actor=actor_of(request), draft_id=row.pk, **guarded(request)),
        _("已发布。新的一版对以后开放的批次生效，正在办理的不变。"),
    )
    return redirect("cases:programme", pack, slug) if done else redirect("cases:programme_draft", row.pk)


@require_POST
@desk_page
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    write(request)
    try:
        row = reads.draft_of(pk)
    except NotFound:  # pressed twice, or by two at once: what was wanted is so
        messages.info(request, _("这份草稿已经不在了。"))
        return redirect("cases:programmes")
    version = guarded(request)["expected_version"]
    done = _done(
        request,
        lambda: drafting.programme_draft_discard(
            actor=actor_of(request), draft_id=row.pk, expected_version=version
        ),
        _("草稿已删除，现行的一版不变。"),
    )
    return redirect("cases:programmes") if done else redirect("cases:programme_draft", row.pk)


def _done(request: HttpRequest, act: Callable[[], object], sentence: str) -> bool:
    try:
        act()
    except (Refused, NotAllowed) as error:
        if type(error) is NotAllowed:
            raise
        messages.error(request, told(error))
        return False
    messages.success(request, sentence)
    return True
