"""One act on one thing, a page each: what it is about, the form, the one button. What is refused is said above the form.

A stale page and a key used twice are failures of their own pages; whatever else a verb refuses leaves what was typed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.core.page import FormGuard, Link, SummaryList
from zhongchuang.core.surfaces import http_status
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.views.requests import guard_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act: who may, in which words, by which form, and the verb that does it."""

    action: LedgerAction
    title: StrOrPromise
    button: StrOrPromise
    done: StrOrPromise
    form: Callable[[Any, Mapping[str, Any] | None], forms.Form]
    run: Callable[[Actor, Any, dict[str, Any], int, str], object]
    lead: StrOrPromise = ""
    warning: StrOrPromise = ""
    danger: bool = False


def plain(form: type[forms.Form], **initial: Callable[[], object]) -> Callable[[Any, Any], forms.Form]:
    """A form that is the same for every thing; `initial` values are asked for when it is shown."""
    return lambda _thing, data: form(data, initial={name: value() for name, value in initial.items()})


def doing(
    verb: Callable[..., object], thing: str
) -> Callable[[Actor, Any, dict[str, Any], int, str], object]:
    """How an act calls a verb that takes the fields of its form as they are; `thing` names what it is done to."""
    return lambda actor, held, given, version, key: verb(
        actor=actor, **{thing: held}, **given, expected_version=version, key=key
    )


def links_to(
    acts: Mapping[str, Act], names: Iterable[str], actor: Actor, route: str, pk: int
) -> list[tuple[Link, bool]]:
    """Those of the named acts that the reader may do, each with whether it is done with care."""
    return [
        (Link(acts[name].title, reverse(route, args=[pk, name])), acts[name].danger)
        for name in names
        if may_ledger(actor, acts[name].action)
    ]


def find_act(acts: Mapping[str, Act], name: str, actor: Actor) -> Act:
    """The act of that name, if the actor may do it. Raises NotFound, NotAllowed."""
    act = acts.get(name)
    if act is None:
        raise NotFound()
    if not may_ledger(actor, act.action):
        raise NotAllowed()
    return act


def act_page(
    request: HttpRequest,
    *,
    actor: Actor,
    act: Act,
    thing: RowVersioned,
    about: SummaryList,
    back: str,
    breadcrumbs: tuple[Link, ...],
) -> HttpResponse:
    """Show the form of an act, or do it."""
    if request.method != "POST":
        guard = FormGuard(new_idempotency_key(), thing.row_version)
        return _page(request, act, act.form(thing, None), guard, about, back, breadcrumbs, 200)
    version, key = guard_of(request)
    form = act.form(thing, request.POST)
    status = 422
    if form.is_valid():
        try:
            act.run(actor, thing, form.cleaned_data, version, key)
        except (InvalidInput, Refused) as error:
            told_by_fields(form, error, request.LANGUAGE_CODE)
            status = http_status(error)
        else:
            messages.success(request, str(act.done))
            return redirect(back)
    guard = FormGuard(new_idempotency_key(), version)
    return _page(request, act, form, guard, about, back, breadcrumbs, status)


def told_by_fields(form: forms.Form, error: InvalidInput | Refused, language: str | None) -> None:
    """Put what a verb refused where the reader finds it: at its field, or above the form."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    known = {name: wording for name, wording in fields.items() if name in form.fields}
    for name, wording in known.items():
        form.add_error(name, wording.in_language(language))
    if not known:
        form.add_error(None, error.told_in(language))


def _page(
    request: HttpRequest,
    act: Act,
    form: forms.Form,
    guard: FormGuard,
    about: SummaryList,
    back: str,
    breadcrumbs: tuple[Link, ...],
    status: int,
) -> HttpResponse:
    context = {
        "act": act,
        "form": form,
        "guard": guard,
        "about": about,
        "back": back,
        "breadcrumbs": (*breadcrumbs, Link(act.title, "")),
    }
    return render(request, "ledger/act.html", context, status=status)
