"""The check of a case at the desk: findings with their rules, who counted, what is left, exceptions, refused hand-ins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.forms.clearance import AnswerForm, ExceptionForm, LookForm
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.attempts import attempts_about
from zhongchuang.cases.services.clearing import CLEARABLE, holder_of
from zhongchuang.cases.services.exceptions import (
    exception_ask,
    exception_confirm,
    exception_refuse,
    warning_looked,
)
from zhongchuang.cases.views.attempt_rows import attempt_table
from zhongchuang.cases.views.clearance_words import (
    finding_status,
    in_either,
    override_status,
    steps_in_words,
    verdict_status,
)
from zhongchuang.cases.views.guarding import desk_page, guard_of, guarded, incomplete, put_errors
from zhongchuang.cases.views.office_common import day
from zhongchuang.cases.views.office_head import Opened, opened
from zhongchuang.clearance.access import CheckAction, desk_of
from zhongchuang.clearance.selectors import standing_clearance
from zhongchuang.clearance.selectors.awards import awards_shown, public_name, public_title
from zhongchuang.clearance.selectors.checks import check_of, overrides_of
from zhongchuang.clearance.selectors.rules import Named, clauses_held
from zhongchuang.core import clock
from zhongchuang.core.errors import Conflict, InvalidInput, Refused
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    Link,
    Money,
    Row,
    SummaryList,
    SummaryRow,
    errors_of,
    money_told,
)
from zhongchuang.parties.accounts import actor_of

if TYPE_CHECKING:
    from django import forms

    from zhongchuang.clearance.models import Check, Clearance, Override

FORMS: Mapping[str, type[forms.Form]] = {
    "ask": ExceptionForm,
    "confirm": AnswerForm,
    "refuse": AnswerForm,
    "look": LookForm,
}
Forms = dict[str, "forms.Form"]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def clearance(request: HttpRequest, number: str) -> HttpResponse:
    """What the last check of a case said; exceptions from it, and what came of its warnings."""
    found = opened(request, number)
    if request.method != "POST":
        return _page(request, found, {})
    does = request.POST.get("do", "")
    if does not in FORMS:
        raise incomplete()
    form = FORMS[does](request.POST)
    if not form.is_valid():
        return _page(request, found, {does: form}, 422)
    try:
        said = _done(request, found.case, does, form.cleaned_data)
    except (InvalidInput, Conflict, Refused) as error:
        return _page(request, found, {does: form}, put_errors(form, error))
    messages.success(request, said)
    return redirect("cases:office_clearance", number=number)


def _done(request: HttpRequest, case: Case, does: str, given: Mapping[str, Any]) -> str:
    """Do what was pressed; what there is to say of it."""
    common: dict[str, Any] = {"actor": actor_of(request), "case_id": case.pk}
    match does:
        case "ask":
            row = exception_ask(**common, facts=given["facts"], reason=given["reason"])
            return _("例外 %(number)s 已提出，等同部门的另一位确认。") % {"number": row.number}
        case "look":
            warning_looked(**common, facts=given["facts"], words=given["words"])
            return _("核对的结果已记下。")
        case _:
            version = guarded(request)["expected_version"]
            answer = {"number": given["number"], "expected_version": version, "answer": given["answer"]}
            if does == "refuse":
                exception_refuse(**common, **answer)
                return _("例外没有确认。")
            checked = exception_confirm(**common, **answer)
            if checked.clearance is None:
                return _("例外已确认；事实刚刚又变了，请重新查重。")
            return _("例外已确认并公开，查重码 %(code)s。") % {"code": checked.clearance.code}


def _page(request: HttpRequest, found: Opened, bound: Forms, status: int = 200) -> HttpResponse:
    case, holder = found.case, holder_of(found.case)
    check, standing = check_of(holder), standing_clearance(holder)
    overrides = overrides_of(holder)
    findings = list(check.findings) if check else []
    known = _known(found, {ref for one in findings for ref in _refs(one)})
    held = clauses_held((one["document"], one["clause"]) for one in findings)
    first = next(iter(bound.values()), None)
    context = {
        "case": case,
        "check": check,
        "facts": _facts(check, standing) if check else None,
        "clearance": Code(standing.code, _("查重码"), group=0) if standing else None,
        "findings": [_finding(one, known, held) for one in findings],
        "overrides": [_override(one) for one in overrides],
        "attempts": attempt_table(attempts_about(found.actor, found.reach, case), found.reach),
        "may_clear": found.state in CLEARABLE,
        "clear_guard": guard_of(case),
        **_doing(found, check, overrides, bound),
        "errors": errors_of(first) if first is not None else None,
        "breadcrumbs": (
            Link(_("办件"), reverse("cases:office")),
            Link(case.number, reverse("cases:office_case", args=[case.number])),
            Link(_("查重"), ""),
        ),
    }
    return render(request, "cases/office/clearance.html", context, status=status)


def _doing(
    found: Opened, check: Check | None, overrides: Sequence[Override], bound: Forms
) -> dict[str, object]:
    """The forms of what the reader may do now."""
    if (
        check is None
        or desk_of(found.actor, CheckAction.ASK, found.reach.posts).post_in(check.department_id) is None
    ):
        return {}
    waiting = next((one for one in overrides if one.state == "asked"), None)
    settled = any(one.state == "confirmed" and one.facts_sha256 == check.facts_sha256 for one in overrides)
    against = any(one["outcome"] in ("blocked", "reduced") for one in check.findings)
    first = {"facts": check.facts_sha256}
    shown: dict[str, object] = {}
    if waiting is not None:
        told = bound.get("confirm") or bound.get("refuse")
        shown["answer_form"] = told or AnswerForm(initial={"number": waiting.number})
        shown["answer_guard"] = guard_of(waiting)
        shown["own_override"] = str(waiting.asked_by_id) == found.actor.user_id
    elif against and not settled and check.verdict != "incomplete" and found.state in CLEARABLE:
        shown["ask_form"] = bound.get("ask") or ExceptionForm(initial=first)
    if check.warned and check.looked_at is None:
        shown["look_form"] = bound.get("look") or LookForm(initial=first)
    return shown


def _facts(check: Check, standing: Clearance | None) -> SummaryList:
    """What the rules say; and where two made an exception from them, what holds instead."""
    excepted = standing is not None and standing.overridden
    rows = [
        SummaryRow(
            _("结论"),
            verdict_status(check.verdict),
            note=_("两人已确认例外，按例外办理。") if excepted else "",
        ),
        SummaryRow(_("核对的金额"), Money(check.asked)),
        SummaryRow(
            _("至多还可以给"),
            Money(standing.allowed if standing is not None and excepted else check.allowed),
            note=_("按例外；按规则是 %(amount)s。") % {"amount": money_told(check.allowed)}
            if excepted
            else "",
        ),
        SummaryRow(_("查重日期"), day(clock.business_date(check.at))),
    ]
    if check.looked_at is not None:
        rows.append(
            SummaryRow(_("提示已核对"), day(clock.business_date(check.looked_at)), note=check.looked_words)
        )
    return SummaryList(tuple(rows))


@dataclass(frozen=True, slots=True)
class Known:
    """A support as the reader may know it: with its title and page, or by its number and department alone."""

    number: str
    title: str
    url: str


def _known(found: Opened, refs: set[str]) -> dict[str, Known]:
    numbers = {ref.partition(":")[2] for ref in refs if ref.startswith("case:")}
    rows = visible_cases(found.actor, Case.objects.filter(number__in=numbers), found.reach)
    open_to_reader = dict(rows.values_list("number", "title"))
    public = awards_shown({ref for ref in refs if ref.startswith("award:")})

    def known(ref: str) -> Known:
        number = ref.partition(":")[2] or ref
        if number in open_to_reader:
            return Known(number, open_to_reader[number], reverse("cases:office_clearance", args=[number]))
        award = public.get(ref)
        if award is None:
            return Known(number, "", "")
        told = f"{public_name(award)} · {public_title(award)} · {award.department_name}"
        return Known(award.number, told, reverse("clearance:award", args=[award.number]))

    return {ref: known(ref) for ref in refs}


def _refs(finding: Mapping[str, Any]) -> list[str]:
    return [*(ref for ref, _amount in finding["counted"]), *finding["competing"], *finding["unsure"]]


def _finding(
    one: Mapping[str, Any], known: Mapping[str, Known], held: Mapping[Named, Named]
) -> dict[str, object]:
    """A finding as it was said, with the supports behind it."""
    paths = {ref: steps_in_words(path) for ref, path in one["paths"]}
    rows = [
        *((ref, amount, _("计入")) for ref, amount in one["counted"]),
        *((ref, None, _("在后面，不计入")) for ref in one["competing"]),
        *((ref, None, _("资料不全，请核对")) for ref in one["unsure"]),
    ]
    place = held.get((one["document"], one["clause"]))
    return {
        "title": in_either(one["title"]),
        "said": in_either(one["said"]),
        "note": in_either(one.get("note")),
        "source": in_either(one["source"]),
        "clause": reverse("policy:clause", args=place) if place else "",
        "status": finding_status(one["outcome"]),
        "remaining": None if one["remaining"] is None else Money(one["remaining"]),
        "supports": DataTable(
            _("有关的支持"),
            (
                Column(_("编号")),
                Column(_("计不计")),
                Column(_("金额"), ColumnKind.NUMBER),
                Column(_("怎样关联")),
            ),
            tuple(
                Row(
                    (
                        Cell(known[ref].number, known[ref].url, note=known[ref].title),
                        Cell(how),
                        Cell(None if amount is None else Money(amount)),
                        Cell(paths.get(ref, "")),
                    )
                )
                for ref, amount, how in rows
            ),
        )
        if rows
        else None,
    }


def _override(one: Override) -> dict[str, object]:
    return {
        "number": one.number,
        "status": override_status(one.state),
        "rules": [in_either(rule["title"]) for rule in one.rules],
        "reason": one.reason,
        "asked_by": one.asked_by.name,
        "asked_on": day(clock.business_date(one.asked_at)),
        "answered_by": one.answered_by.name if one.answered_by else "",
        "answer": one.answer,
        "waits": one.state == "asked",
    }
