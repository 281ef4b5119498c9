"""One act on one thing, a page each: what it is about, the form, the one button. What is refused is said above the form.

A form older than the row is a failure of its own page; whatever else a verb refuses leaves what was typed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.core.locks import RowVersioned, StaleVersion
from zhongchuang.core.page import FormGuard, Link, SummaryList
from zhongchuang.vouchers.access import Reach
from zhongchuang.vouchers.forms import NothingForm, ReasonForm
from zhongchuang.vouchers.services.asked_once import asked_once
from zhongchuang.vouchers.views.requests import guard_again, guard_of, guarded, put_errors

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act: in which words, by which form, who may, and the verb that does it.

    `run` is handed the actor, the thing, the cleaned form and the version the form was drawn from, and answers with the row.
    """

    title: StrOrPromise
    button: StrOrPromise
    done: StrOrPromise
    may: Callable[[Actor, Any, Reach], bool]
    run: Callable[[Actor, Any, dict[str, Any], int], RowVersioned]
    form: type[forms.Form] = ReasonForm
    lead: StrOrPromise = ""
    warning: StrOrPromise = ""
    danger: bool = False

    @property
    def direct(self) -> bool:
        """Whether it is one press, with nothing to fill in."""
        return self.form is NothingForm


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An act as the page of a thing offers it: a link to its page, or where it is one press the button itself."""

    name: str
    act: Act
    url: str
    guard: FormGuard


def doing(
    verb: Callable[..., RowVersioned], thing: str
) -> Callable[[Actor, Any, dict[str, Any], int], RowVersioned]:
    """How an act calls a verb that takes the fields of its form as they are; `thing` names what it is done to."""
    return lambda actor, held, given, version: verb(
        actor=actor, **{thing: held}, **given, expected_version=version
    )


def find_act(acts: Mapping[str, Act], name: str, actor: Actor, thing: Model, reach: Reach) -> Act:
    """The act of that name, if it is the actor's. Raises NotFound, NotAllowed."""
    act = acts.get(name)
    if act is None:
        raise NotFound()
    if not act.may(actor, thing, reach):
        raise NotAllowed()
    return act


def act_page(
    request: HttpRequest,
    *,
    actor: Actor,
    name: str,
    act: Act,
    thing: RowVersioned,
    about: SummaryList,
    back: str,
    breadcrumbs: tuple[Link, ...],
) -> HttpResponse:
    """Show the form of an act, or do it."""
    context: dict[str, object] = {
        "act": act,
        "about": about,
        "back": back,
        "breadcrumbs": (*breadcrumbs, Link(act.title, "")),
    }
    if request.method != "POST":
        return render(request, "vouchers/act.html", {**context, "form": act.form(), "guard": guard_of(thing)})
    guard = guarded(request)
    version, key = guard["expected_version"], guard["key"]
    form, status = act.form(request.POST), 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            asked_once(
                actor=actor,
                key=key,
                verb=f"vouchers.page.{name}",
                thing=thing,
                given={**given, "row_version": version},
                model=type(thing),
                run=lambda: act.run(actor, thing, given, version),
            )
        except StaleVersion:
            raise
        except (InvalidInput, Refused, Conflict) as error:
            status = put_errors(form, error)
        else:
            messages.success(request, str(act.done))
            return redirect(back)
    again = {**context, "form": form, "guard": guard_again(request, thing)}
    return render(request, "vouchers/act.html", again, status=status)
