"""What the platform has told somebody, to be read on the site itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import EmptyState, FormGuard, Link, page_of
from zhongchuang.messages import services
from zhongchuang.messages.selectors import notes_of, unread_notes
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms.notes import ReadAllForm
from zhongchuang.parties.views.requests import own_account, valid


@dataclass(frozen=True, slots=True)
class Shown:
    """A note as its reader sees it."""

    text: str
    url: str
    at: object
    is_new: bool


@require_safe
@login_required
def notes(request: HttpRequest) -> HttpResponse:
    """One's notes, the newest first."""
    account_id = str(own_account(request).pk)
    found = notes_of(account_id)
    page, rows = page_of(request, found)
    english = (get_language() or "").startswith("en")
    context = {
        "rows": [
            Shown(
                row.text_en if english else row.text_zh,
                reverse("parties:note", args=[row.pk]),
                row.at.astimezone(SHANGHAI),
                row.read_at is None,
            )
            for row in rows
        ],
        "page": page,
        "unread": unread_notes(account_id),
        "newest": rows[0].pk if rows else 0,
        "guard": FormGuard(new_idempotency_key()),
        "nothing": EmptyState(
            _("还没有通知"), _("办件有进展、需要您补正或有期限时，会在这里告诉您，同时发邮件。")
        ),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("通知"), "")),
    }
    return render(request, "parties/notes.html", context)


@require_safe
@login_required
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a note to where it leads; it is read from now on."""
    found = services.note_read(actor=actor_of(request), note_id=pk)
    return redirect(found.url or reverse("parties:notes"))


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything shown so far is read."""
    given = valid(ReadAllForm(request.POST))
    services.notes_read_all(actor=actor_of(request), up_to=given["newest"])
    messages.success(request, _("都标为已读了。"))
    return redirect("parties:notes")
