"""What the pages of the room read from a request: who asks, the guard of a form, what a failure says and where."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from zhongchuang.core.errors import InvalidInput, ZhongchuangError
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.core.page import FormGuard
from zhongchuang.core.surfaces import http_status

View = Callable[..., HttpResponseBase]
LONGEST_NUMBER = 10


def own_page(view: View) -> View:
    """A page for whoever is signed in, and kept by no cache."""
    served = never_cache(login_required(view))

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return served(request, *args, **kwargs)

    return serve


def guard_of(row: RowVersioned | None = None) -> FormGuard:
    """A fresh guard for a form about a row, or about something that is not there yet."""
    return FormGuard(new_idempotency_key(), row.row_version if row else None)


def guard_again(request: HttpRequest, row: RowVersioned | None = None) -> FormGuard:
    """The guard of a form that is shown again: the version it was drawn from stays, so that nothing seen is skipped."""
    version = whole(request.POST.get("row_version", ""))
    if version is None and row is not None:
        version = row.row_version
    return FormGuard(new_idempotency_key(), version)


def guarded(request: HttpRequest) -> dict[str, Any]:
    """`expected_version` and `key` of a form, as the verbs take them. Raises InvalidInput where they are missing."""
    version = whole(request.POST.get("row_version", ""))
    if version is None:
        raise incomplete()
    return {"expected_version": version, "key": key_of(request)}


def key_of(request: HttpRequest) -> str:
    """The key of a form about something that is not there yet. Raises InvalidInput where it is missing."""
    key = request.POST.get("idempotency_key", "")
    if not 8 <= len(key) <= 80:
        raise incomplete()
    return key


def whole(text: str) -> int | None:
    """A whole number as our links and buttons write it; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else None


def incomplete() -> InvalidInput:
    """A form that did not come from our page."""
    return InvalidInput(
        "这次提交不完整，没有保存。",
        "What was submitted is incomplete and was not saved.",
        next_zh="请刷新页面后重新提交。",
        next_en="Reload the page and submit again.",
        code="vouchers.form_incomplete",
    )


def english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "").startswith("en")


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
    return http_status(error)
