"""AB 岗与交接: who stands in for whom, and posts handed over with their open cases."""

from __future__ import annotations

from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.cases.forms.office import HandOverForm, SubstituteForm
from zhongchuang.cases.selectors import office as reads
from zhongchuang.cases.selectors.posts import Colleague, substitutions_of
from zhongchuang.cases.services.handover import Days, post_hand_over, substitute_arrange, substitute_end
from zhongchuang.cases.views.office import officers_on
from zhongchuang.cases.views.office_common import desk_page, guard_of, key_of, put_errors
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused
from zhongchuang.core.page import Link
from zhongchuang.parties.access import Role, holds
from zhongchuang.parties.accounts import actor_of

F = TypeVar("F", bound=forms.Form)
ARRANGES = (Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)


@require_safe
@desk_page
def posts(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, and what was handed over."""
    return _page(request)


def _page(
    request: HttpRequest,
    substitute: SubstituteForm | None = None,
    handover: HandOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    desk = reads.desk_of(actor, clock.today())
    people = officers_on(desk)
    context = {
        "rows": substitutions_of(None if desk.everything else [one.account for one in people], clock.today()),
        "may": holds(actor, *ARRANGES),
        "substitute": substitute or _with_choices(SubstituteForm(initial=_today()), actor, people),
        "handover": handover or _with_choices(HandOverForm(prefix="hand"), actor, people),
        "guards": [guard_of(), guard_of()],
        "end_guard": guard_of(),
        "breadcrumbs": (Link(_("办件"), reverse("cases:office")), Link(_("AB 岗与交接"), "")),
    }
    return render(request, "cases/office/posts.html", context, status=status)


@require_POST
@desk_page
def substitute(request: HttpRequest) -> HttpResponse:
    """Let an officer's cases be worked by another for some days."""
    actor, key = _arranger(request), key_of(request)
    desk = reads.desk_of(actor, clock.today())
    form = _with_choices(SubstituteForm(request.POST), actor, officers_on(desk))
    if not form.is_valid():
        return _page(request, substitute=form, status=422)
    given = form.cleaned_data
    try:
        substitute_arrange(
            actor=actor,
            officer_id=given["officer"],
            substitute_id=given["substitute"],
            days=Days(given["since"], given["until"]),
            reason=given["reason"],
            key=key,
        )
    except (InvalidInput, Refused) as error:
        return _page(request, substitute=form, status=put_errors(form, error))
    messages.success(request, _("已安排代办。"))
    return redirect("cases:posts")


@require_POST
@desk_page
def hand_over(request: HttpRequest) -> HttpResponse:
    """Hand a post over with all its open cases."""
    actor, key = _arranger(request), key_of(request)
    desk = reads.desk_of(actor, clock.today())
    form = _with_choices(HandOverForm(request.POST, prefix="hand"), actor, officers_on(desk))
    if not form.is_valid():
        return _page(request, handover=form, status=422)
    given = form.cleaned_data
    try:
        row = post_hand_over(
            actor=actor,
            officer_id=given["officer"],
            successor_id=given["substitute"],
            reason=given["reason"],
            key=key,
        )
    except (InvalidInput, Refused) as error:
        return _page(request, handover=form, status=put_errors(form, error))
    told = ngettext("已交接 %(n)s 件在办件。", "已交接 %(n)s 件在办件。", row.cases) % {"n": row.cases}
    messages.success(request, told)
    return redirect("cases:posts")


@require_POST
@desk_page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a substitution."""
    substitute_end(actor=actor_of(request), pk=pk, key=key_of(request))
    messages.success(request, _("代办已终止。"))
    return redirect("cases:posts")


def _arranger(request: HttpRequest) -> Actor:
    """Who arranges posts. Raises NotAllowed before a form is looked at."""
    actor = actor_of(request)
    if not holds(actor, *ARRANGES):
        raise NotAllowed()
    return actor


def _today() -> dict[str, object]:
    return {"since": clock.today()}


def _with_choices(form: F, actor: Actor, people: list[Colleague]) -> F:
    """An officer arranges for the own post, second persons and administrators for every post."""
    every = [(one.account, one.name) for one in people]
    own = [pair for pair in every if str(pair[0]) == actor.user_id]
    whose = every if holds(actor, Role.REVIEWER, Role.ADMINISTRATOR) else own
    for name, choices in (("officer", whose), ("substitute", every)):
        field = form.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = choices if name == "officer" and len(choices) == 1 else [("", _("请选择")), *choices]
    return form
