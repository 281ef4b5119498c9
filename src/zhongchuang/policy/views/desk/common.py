"""What the desk's pages share: guards, failures told beside the field, addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from zhongchuang.core.errors import Conflict, InvalidInput, ZhongchuangError
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import FormGuard
from zhongchuang.policy.forms import GuardForm
from zhongchuang.policy.models import Draft

View = Callable[..., HttpResponseBase]
CHANGED_MEANWHILE = 409
UNREADABLE = 422


def desk_page(view: View) -> View:
    """A page for people at work: signed in, and kept by no cache."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return never_cache(login_required(view))(request, *args, **kwargs)

    return serve


def guard_of(draft: Draft | None = None) -> FormGuard:
    """A fresh guard for a form about a draft, or about something that is not there yet."""
    return FormGuard(new_idempotency_key(), draft.row_version if draft else None)


def guarded(request: HttpRequest) -> dict[str, Any]:
    """`expected_version` and `key` of a form, as the verbs take them. Raises InvalidInput where they are missing."""
    form = GuardForm(request.POST)
    if not form.is_valid():
        raise incomplete()
    return {
        "expected_version": form.cleaned_data["row_version"],
        "key": form.cleaned_data["idempotency_key"],
    }


def key_of(request: HttpRequest) -> str:
    """The key of a form about something that is not there yet. Raises InvalidInput where it is missing."""
    key = request.POST.get("idempotency_key", "")
    if not key:
        raise incomplete()
    return key


def incomplete() -> InvalidInput:
    """A form that did not come from our page."""
    return InvalidInput(
        "这次提交不完整，没有保存。",
        "What was submitted is incomplete and was not saved.",
        next_zh="请刷新页面后重新提交。",
        next_en="Reload the page and submit again.",
        code="policy.form_incomplete",
    )


def told(error: ZhongchuangError) -> str:
    """What happened and what to do next, for the reader."""
    return error.told_in(get_language())


def put_errors(form: forms.Form, error: ZhongchuangError) -> int:
    """Set a failure beside the fields it is about, else above the form; returns the status of the answer."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    placed = False
    for name, wording in fields.items():
        if name in form.fields:
            form.add_error(name, wording.in_language(get_language()))
            placed = True
    if not placed:
        form.add_error(None, told(error))
    return CHANGED_MEANWHILE if isinstance(error, Conflict) else UNREADABLE


def to(name: str, *args: str, **query: str) -> str:
    """An address of the desk."""
    found = reverse(f"policy:desk_{name}" if name else "policy:desk", args=args)
    return found + (f"?{urlencode(query)}" if query else "")
