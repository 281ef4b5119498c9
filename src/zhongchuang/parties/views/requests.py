"""What the pages of the room read from a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.decorators import reauthentication_required
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.models import Account, Organisation
from zhongchuang.parties.selectors import visible_organisations

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
confirmed: Callable[[V], V] = reauthentication_required(app="parties")
"""A view that asks first to show once more who one is, where that was not done in the last minutes."""


def own_account(request: HttpRequest) -> Account:
    """The signed-in account; the views that call this require a sign-in."""
    assert isinstance(request.user, Account)
    return request.user


def seen_organisation(request: HttpRequest, pk: int) -> Organisation:
    """An organisation the reader may see. Raises Http404."""
    return get_object_or_404(visible_organisations(actor_of(request)), pk=pk)


def valid(form: forms.Form) -> dict[str, Any]:
    """What a form says. Raises InvalidInput where it was not sent by our page, which offers nothing invalid."""
    if form.is_valid():
        return form.cleaned_data
    told = Wording(
        "提交的内容不完整或不在可选范围内。", "What was submitted is incomplete or not among the choices."
    )
    raise InvalidInput(
        told.zh,
        told.en,
        fields=dict.fromkeys(form.errors, told),
        next_zh="请回到原页面刷新后重新提交。",
        next_en="Go back to the page, reload it and submit again.",
    )
