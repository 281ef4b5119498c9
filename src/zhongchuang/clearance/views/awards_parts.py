"""What the office's pages of awards share: who may open them, guards of forms, states as a word and a shape, facts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhongchuang.clearance.models import Award, AwardState, RequestState
from zhongchuang.clearance.selectors.award_basis import AwardBasis, bases_of
from zhongchuang.core.errors import Conflict, InvalidInput, Refused, ZhongchuangError
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import RowVersioned
from zhongchuang.core.page import FormGuard, Link, Money, Shape, Status, SummaryList, SummaryRow, Tone
from zhongchuang.parties.selectors.organisations import places

View = Callable[..., HttpResponseBase]


def own_page(view: View) -> View:
    """A page for somebody signed in, kept by no cache."""
    served = never_cache(login_required(view))

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return served(request, *args, **kwargs)

    return serve


def guard_for(row: RowVersioned | None = None) -> FormGuard:
    """A fresh guard for a form about a row, or about something that is not there yet."""
    return FormGuard(new_idempotency_key(), row.row_version if row else None)


def guarded(request: HttpRequest) -> dict[str, Any]:
    """`expected_version` and `key` of a form, as the verbs take them. Raises InvalidInput where they are missing."""
    version = request.POST.get("row_version", "")
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise incomplete()
    return {"expected_version": int(version), "key": key_of(request)}


def key_of(request: HttpRequest) -> str:
    """The key of a form about something that is not there yet, or about many. Raises InvalidInput."""
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
        code="clearance.form_incomplete",
    )


def put_errors(form: forms.Form, error: ZhongchuangError) -> int:
    """Set a failure beside the fields it is about, else above the form; returns the status of the answer."""
    fields = error.fields if isinstance(error, InvalidInput) else {}
    known = {name: wording for name, wording in fields.items() if name in form.fields}
    for name, wording in known.items():
        form.add_error(name, wording.in_language(get_language()))
    if not known:
        form.add_error(None, error.told_in(get_language()))
    return 409 if isinstance(error, Conflict | Refused) else 422


def award_status(state: str) -> Status:
    """Whether the public sees it."""
    match AwardState(state):
        case AwardState.WAITING:
            return Status(_("待公开属性审查"), Shape.RING)
        case AwardState.PUBLIC:
            return Status(_("已公开"), Shape.CHECK, Tone.ACCENT)
        case AwardState.WITHHELD:
            return Status(_("不予公开"), Shape.LOCK)
        case AwardState.REVOKED:
            return Status(_("已撤销"), Shape.CROSS)


def request_status(state: str) -> Status:
    """How far a request for a correction is."""
    match RequestState(state):
        case RequestState.OPEN:
            return Status(_("待答复"), Shape.RING)
        case RequestState.CORRECTED:
            return Status(_("已更正"), Shape.CHECK, Tone.ACCENT)
        case RequestState.DECLINED:
            return Status(_("不予更正"), Shape.CROSS)


def basis_link(basis: AwardBasis) -> Link | str:
    """What an award rests on, with the page of the clause where its text is held."""
    if basis.slug and basis.ref:
        return Link(basis.in_words, reverse("policy:clause", args=[basis.slug, basis.ref]))
    return basis.in_words


def case_link(award: Award) -> Link | str:
    """The support an award came out of, with its page where the project names one (`settings.ZHONGCHUANG_CASE_PAGE`)."""
    kind, _sep, number = award.ref.partition(":")
    name = str(getattr(settings, "ZHONGCHUANG_CASE_PAGE", "")) if kind == "case" else ""
    try:
        return Link(number, reverse(name, args=[number])) if name else number or award.ref
    except NoReverseMatch:
        return number  # an imported number that is no number of ours


def place_name(code: str) -> str:
    """A place in the reader's language; its code where it is none of ours."""
    english = (get_language() or "").startswith("en")
    found = places().filter(code=code).values_list("name_en" if english else "name", flat=True).first()
    return found or code


def award_facts_list(award: Award) -> SummaryList:
    """What an award says, for whoever works on it or asks about it."""
    basis = bases_of([award])[award.pk]
    rows = [
        SummaryRow(_("获得支持的单位或个人"), award.recipient_name, award.recipient_code),
        SummaryRow(_("支持事项"), award.title),
        SummaryRow(_("项目"), award.programme_title or None),
        SummaryRow(_("金额"), Money(award.amount) if award.amount else _("认定，不给资金")),
        SummaryRow(_("依据"), basis_link(basis), basis.text),
        SummaryRow(_("决定部门"), award.department_name),
        SummaryRow(_("决定日期"), award.decided_on),
        SummaryRow(_("地区"), place_name(award.place) if award.place else None),
    ]
    return SummaryList(tuple(row for row in rows if row.value is not None))
