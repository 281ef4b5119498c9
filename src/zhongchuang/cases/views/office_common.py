"""What the desk's pages share: what a request says, guards, failures beside their field, late in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhongchuang.cases.flow.states import CLOSED, State
from zhongchuang.cases.flow.words import STATES
from zhongchuang.cases.forms.office import GuardForm, KeyForm
from zhongchuang.cases.services.escalating import days_late
from zhongchuang.cases.views.labels import state_status
from zhongchuang.core.errors import Conflict, InvalidInput, ZhongchuangError
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.core.page import FormGuard, Shape, Status, Tone
from zhongchuang.core.working_days import CalendarNotPublished, WorkingCalendar, working_days_between

View = Callable[..., HttpResponseBase]
CHANGED_MEANWHILE, UNREADABLE = 409, 422
SOON = 3


def desk_page(view: View) -> View:
    """A page for people at work: signed in, and kept by no cache."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return never_cache(login_required(view))(request, *args, **kwargs)

    return serve


def reads_english() -> bool:
    """Whether the reader chose English."""
    return (get_language() or "").startswith("en")


def guard_of(row: RowVersioned | None = None) -> FormGuard:
    """A fresh guard for a form about a row, or about something that is not there yet."""
    return FormGuard(new_idempotency_key(), row.row_version if row else None)


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
    """The key of a form about something new. Raises InvalidInput where it is missing."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        raise incomplete()
    return str(form.cleaned_data["idempotency_key"])


def incomplete() -> InvalidInput:
    """A form that did not come from our page."""
    return InvalidInput(
        "这次提交不完整，没有保存。",
        "What was submitted is incomplete and was not saved.",
        next_zh="请刷新页面后重新提交。",
        next_en="Reload the page and submit again.",
        code="cases.form_incomplete",
    )


def put_errors(form: forms.Form, error: ZhongchuangError) -> int:
    """Set a failure beside the fields it is about, else above the form; returns the status of the answer."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    placed = False
    for name, wording in fields.items():
        if name in form.fields:
            form.add_error(name, wording.in_language(get_language()))
            placed = True
    if not placed:
        form.add_error(None, error.told_in(get_language()))
    return CHANGED_MEANWHILE if isinstance(error, Conflict) else UNREADABLE


def term_status(
    due_on: dt.date | None,
    state: State,
    today: dt.date,
    calendar: WorkingCalendar,
    awaited: int | None = None,
) -> Status | str:
    """Until when, as a list says it: late in word and shape, today, soon, or the day; nothing where nobody is waited for.

    `awaited`: the year for whose arrangement of holidays the term waits, where there is none yet.
    """
    if due_on is None or state in CLOSED:
        return "" if awaited is None else not_published(awaited)
    try:
        late = days_late(due_on, today, calendar)
        left = working_days_between(today + dt.timedelta(days=1), due_on, calendar=calendar)
    except CalendarNotPublished:
        return day(due_on)
    if late:
        words = ngettext("已超期 %(n)s 个工作日", "已超期 %(n)s 个工作日", late) % {"n": late}
        return Status(words, Shape.WARNING, Tone.DANGER)
    if due_on <= today:
        return Status(_("今天到期"), Shape.HALF, Tone.ACCENT)
    if 0 < left <= SOON:
        words = ngettext("还剩 %(n)s 个工作日", "还剩 %(n)s 个工作日", left) % {"n": left}
        return Status(words, Shape.HALF)
    return day(due_on)


def not_published(year: int) -> str:
    """Why there is no term: nobody can count the working days of a year before its holidays are arranged."""
    return _("%(year)d年放假安排尚未公布，期限待定") % {"year": year}


def day(when: dt.date) -> str:
    """A day as its reader writes it."""
    return date_format(when, "DATE_FORMAT")


def state_words(state: State) -> str:
    """What a state is called."""
    return str(STATES[state])


__all__ = [
    "day",
    "desk_page",
    "guard_of",
    "guarded",
    "incomplete",
    "key_of",
    "not_published",
    "put_errors",
    "reads_english",
    "state_status",
    "state_words",
    "term_status",
]
