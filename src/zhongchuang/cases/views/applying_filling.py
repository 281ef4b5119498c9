"""Filling in a form, a section a page. Nothing typed is lost: not to a field that cannot be read, not to a session that
ended, not to somebody who saved first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.applying import SectionForm, Typed, entry_table, said, typed_values
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.answers import Form
from zhongchuang.cases.programmes.fields import read_fields
from zhongchuang.cases.programmes.schema import FieldType, FormField, Section
from zhongchuang.cases.selectors.applying import form_of_case, known_now, own_case
from zhongchuang.cases.services.answering import Answered, case_answer, section_of
from zhongchuang.cases.views import applying_conflict, applying_typed
from zhongchuang.cases.views.applying_origins import origin_of
from zhongchuang.cases.views.applying_progress import head_of, remarks_of
from zhongchuang.cases.views.applying_showing import value_of
from zhongchuang.cases.views.guarding import guard_of, guarded
from zhongchuang.core.errors import Conflict, Wording
from zhongchuang.core.page import ErrorSummary, FieldError
from zhongchuang.parties.accounts import actor_of

EDITABLE = (State.DRAFT, State.RETURNED)
MORE_ROWS = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """A section to be filled in. A visitor whose session ended signs in and finds what they typed."""
    if not request.user.is_authenticated:
        return _sign_in(request)
    case = own_case(actor_of(request), number)
    if case.state not in EDITABLE:
        if request.method == "POST":
            return _keep(request, case, section)
        return redirect("cases:my_case", number=case.number)
    page = section_of(case, section)
    if request.method == "POST":
        return _keep(request, case, section)
    if applying_typed.RESTORED in request.GET:
        typed = applying_typed.restored(request)
        if typed is not None:
            return _restored(request, case, page, typed)
    return section_page(request, case, page)


def _sign_in(request: HttpRequest) -> HttpResponse:
    here = request.path
    if request.method == "POST":
        applying_typed.keep(request)
        here = f"{here}?{applying_typed.RESTORED}=1"
    return redirect_to_login(here)


def _restored(request: HttpRequest, case: Case, section: Section, typed: Typed) -> HttpResponse:
    """What was typed before the session ended, not saved yet; beside the newer version where there is one."""
    typed = applying_typed.without_accounts(section.fields, typed)
    version = (typed.get("row_version") or [""])[-1]
    if version != str(case.row_version):
        return applying_conflict.page(request, case, section, typed, applying_conflict.MEANWHILE, status=200)
    messages.warning(request, _("这是您登录之前填写的内容，还没有保存。请核对后按“保存并继续”。"))
    reading = read_fields(_asked_fields(section, typed), typed)
    return section_page(request, case, section, typed=typed, errors=reading.errors)


def _asked_fields(section: Section, typed: Mapping[str, Sequence[str]]) -> tuple[FormField, ...]:
    asked = set(typed.get("asked", ()))
    return tuple(field for field in section.fields if field.id in asked)


def _keep(request: HttpRequest, case: Case, section_id: str) -> HttpResponse:
    section = section_of(case, section_id)
    sent = applying_typed.without_accounts(section.fields, applying_typed.typed_in(request))
    typed = applying_conflict.resolved(case, section, sent)
    try:
        answered = _answer(request, case, section, typed)
    except Conflict as error:
        fresh = own_case(actor_of(request), case.number)
        return applying_conflict.page(request, fresh, section, typed, error.what, status=409)
    reading = answered.reading
    if reading.errors and "leave" not in request.POST:
        fresh = own_case(actor_of(request), case.number)
        return section_page(
            request, fresh, section, typed=_numbered(section, answered), errors=reading.errors, status=422
        )
    return _onward(request, answered.case, section, typed)


def _answer(request: HttpRequest, case: Case, section: Section, typed: Typed) -> Answered:
    return case_answer(
        actor=actor_of(request),
        case_id=case.pk,
        section=section.id,
        typed={name: values for name, values in typed.items() if name not in applying_typed.NOT_ANSWERS},
        asked=[field.id for field in _asked_fields(section, typed)],
        **guarded(request),
    )


def _numbered(section: Section, answered: Answered) -> Typed:
    """What is kept, as the controls name it: the rows of a table without the blank ones between them."""
    return typed_values(section.fields, answered.case.answers, answered.case.unread)


def _onward(request: HttpRequest, case: Case, section: Section, typed: Typed) -> HttpResponse:
    """To what was asked for: more rows, away, the check; else to the next section, once nothing new is asked in this one."""
    here = reverse("cases:fill", args=[case.number, section.id])
    grow = (typed.get("more") or [""])[-1]
    if grow in {field.id for field in section.fields}:
        return redirect(f"{here}?more={grow}#id_{grow}")
    if "leave" in request.POST:
        messages.success(request, _("已保存。随时可以回来接着填。"))
        return redirect("cases:my_case", number=case.number)
    form = form_of_case(case)
    new = [f for f in form.fields_of(section) if f.id not in typed.get("asked", ())]
    if new:
        told = ngettext(
            "根据您的填写，又多了 %(n)s 个问题。", "根据您的填写，又多了 %(n)s 个问题。", len(new)
        )
        messages.info(request, told % {"n": len(new)})
        return redirect(f"{here}#id_{new[0].id}")
    if request.POST.get("then") == "review":
        return redirect("cases:review", number=case.number)
    pages = [one for one in form.programme.sections if form.fields_of(one)]
    at = next((n for n, one in enumerate(pages) if one.id == section.id), len(pages))
    if at + 1 < len(pages):
        return redirect("cases:fill", number=case.number, section=pages[at + 1].id)
    return redirect("cases:materials" if form.materials else "cases:review", number=case.number)


@never_cache
@require_POST
def autosave(request: HttpRequest, number: str, section: str) -> HttpResponse:
    """Keep what is on the page while somebody types; answers with a line for the foot of the form."""
    if not request.user.is_authenticated:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return redirect_to_login(reverse("cases:fill", args=[number, section]))
    case = own_case(actor_of(request), number)
    page = section_of(case, section)
    typed = applying_typed.typed_in(request)
    answered = case_answer(
        actor=actor_of(request),
        case_id=case.pk,
        section=section,
        typed={name: values for name, values in typed.items() if name not in applying_typed.NOT_ANSWERS},
        asked=[field.id for field in _asked_fields(page, typed)],
        expected_version=guarded(request)["expected_version"],
    )
    asked = {field.id for field in form_of_case(answered.case).fields_of(page)}
    context = {
        "case": answered.case,
        "problems": len(answered.reading.errors),
        "asks_more": bool(asked - set(typed.get("asked", ()))),
    }
    response = render(request, "cases/apply/saved.html", context)
    response.headers["X-Row-Version"] = str(answered.case.row_version)
    return response


def section_page(
    request: HttpRequest,
    case: Case,
    section: Section,
    *,
    typed: Typed | None = None,
    errors: Mapping[str, Wording] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a section, with what is kept or what was just typed."""
    form = form_of_case(case)
    asked = form.fields_of(section)
    shown = typed if typed is not None else typed_values(asked, case.answers, case.unread)
    found = dict(errors) if errors is not None else _errors_kept(asked, case)
    controls = SectionForm(asked, shown, found)
    grow = request.GET.get("more", "")
    locked = known_now(case, actor_of(request), [f.prefill for f in asked if f.locked and f.prefill])
    remarks = remarks_of(case)
    items = [
        _item(field, controls, shown, found, case, locked, remarks, MORE_ROWS if grow == field.id else 0)
        for field in asked
    ]
    context: dict[str, Any] = {
        **head_of(case, form, section.id),
        "section": section,
        "section_title": said(section.title),
        "section_help": said(section.help),
        "items": items,
        "asked": [field.id for field in asked],
        "errors": summary_of(asked, items, found),
        "autosave_url": reverse("cases:autosave", args=[case.number, section.id]),
        "back_url": _back(form, case, section),
        "then": "review" if request.GET.get("then") == "review" else "",
        "guard": guard_of(case),
    }
    return render(request, "cases/apply/fill.html", context, status=status)


def _errors_kept(fields: Sequence[FormField], case: Case) -> dict[str, Wording]:
    """Why what is kept as typed could not be read: told again each time the page is opened."""
    if not case.unread:
        return {}
    return read_fields(fields, typed_values(fields, {}, case.unread)).errors


def _item(
    field: FormField,
    controls: SectionForm,
    typed: Typed,
    errors: Mapping[str, Wording],
    case: Case,
    locked: Mapping[str, Any],
    remarks: Mapping[str, str],
    extra: int,
) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": field.id,
        "label": said(field.label),
        "required": field.required,
        "help": said(field.help),
        "origin": origin_of(case, field),
        "remark": remarks.get(f"field:{field.id}", ""),
    }
    if field.locked:
        answer = locked.get(field.id, case.answers.get(field.id))
        return item | {"kind": "locked", "value": value_of(field, answer) or gettext("平台还没有登记")}
    if field.type is FieldType.TABLE:
        return item | {"kind": "table", "table": entry_table(field, typed, errors, extra)}
    return item | {"kind": "field", "field": controls[field.id]}


def summary_of(
    asked: Sequence[FormField], items: Sequence[Mapping[str, Any]], errors: Mapping[str, Wording]
) -> ErrorSummary:
    """Every error above the form, with the way to its control."""
    labels = {item["id"]: item["label"] for item in items}
    for field, item in zip(asked, items, strict=True):
        if field.type is FieldType.TABLE:
            for number, row in enumerate(item["table"].rows):
                for cell in row:
                    labels[cell.name] = _("%(table)s 第 %(row)s 行 %(column)s") % {
                        "table": item["label"],
                        "row": number + 1,
                        "column": cell.label,
                    }
    return ErrorSummary(
        tuple(
            FieldError(
                f"id_{name}",
                _("%(label)s：%(why)s")
                % {"label": labels.get(name, name), "why": why.in_language(get_language())},
            )
            for name, why in errors.items()
        )
    )


def _back(form: Form, case: Case, section: Section) -> str:
    pages = [one for one in form.programme.sections if form.fields_of(one)]
    at = next((n for n, one in enumerate(pages) if one.id == section.id), 0)
    return reverse("cases:fill", args=[case.number, pages[at - 1].id]) if at else ""
