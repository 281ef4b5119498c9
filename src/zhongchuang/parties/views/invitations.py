"""An invitation, as whoever got its link sees it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core import clock
from zhongchuang.parties import selectors, services
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.views.requests import own_account


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Who asks, and the button that accepts; nothing happens by looking."""
    found = selectors.invitation_by_secret(secret)
    if found is None:
        raise Http404
    if request.method == "POST":
        services.invitation_accept(actor=actor_of(request), account=own_account(request), secret=secret)
        messages.success(request, _("您现在可以代表“%(name)s”办事。") % {"name": found.organisation.name})
        return redirect("parties:organisation", pk=found.organisation_id)
    context = {
        "invitation": found,
        "is_open": not (found.accepted_at or found.withdrawn_at) and found.expires_at > clock.now(),
    }
    return render(request, "parties/invitation.html", context)
