"""免申即享, the subject's page: what is known, from where, what there is to get, on which words; three answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.cases.errors import MoveNotPossible
from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.applying import said
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.answers import Form
from zhongchuang.cases.programmes.proactive import Changed, Outcome
from zhongchuang.cases.programmes.schema import FieldType, FormField, Section
from zhongchuang.cases.selectors.applying import form_of_case, own_case
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.cases.selectors.proactive import changed_since, fact_words
from zhongchuang.cases.services.offers import case_confirm, case_correct, case_decline, offer_now
from zhongchuang.cases.views.applying_origins import origin_of
from zhongchuang.cases.views.applying_showing import answer_table, until, value_of
from zhongchuang.cases.views.guarding import desk_page, english, guard_of, guarded, incomplete
from zhongchuang.core import clock
from zhongchuang.core.errors import Conflict, InvalidInput, Refused, ZhongchuangError
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.page import ClauseQuote, ErrorSummary, FieldError, Link, SummaryList, SummaryRow
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors import current_rulebook


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def offer(request: HttpRequest, number: str) -> HttpResponse:
    """What was filled in for oneself, and the answer to it."""
    case = own_case(actor_of(request), number)
    if request.method == "POST":
        return _answered(request, case)
    if case.state != State.OFFERED:
        return redirect("cases:my_case", number=case.number)
    return _page(request, case)


def _answered(request: HttpRequest, case: Case) -> HttpResponse:
    common: dict[str, Any] = {"actor": actor_of(request), "case_id": case.pk, **guarded(request)}
    match request.POST.get("answer"):
        case "confirm":
            try:
                done = case_confirm(**common, seen=request.POST.get("seen", "")[:64])
            except (MoveNotPossible, StaleVersion):
                raise
            except (Refused, Conflict, InvalidInput) as error:
                return _page(request, own_case(common["actor"], case.number), error)
            messages.success(
                request, _("已确认，编号 %(number)s。后面和自己申报的一样办。") % {"number": done.number}
            )
            return redirect("cases:my_case", number=done.number)
        case "correct":
            done = case_correct(**common)
            messages.info(request, _("请改好、核对后提交。登记本身有误的，请到登记处更正。"))
            first = form_of_case(done).programme.sections[0].id
            return redirect("cases:fill", number=done.number, section=first)
        case "decline":
            done = case_decline(**common)
            messages.success(request, _("已记下：不要。以后想要，可以按普通办法申报。"))
            return redirect("cases:my_case", number=done.number)
    raise incomplete()


def _page(request: HttpRequest, case: Case, error: ZhongchuangError | None = None) -> HttpResponse:
    book = current_rulebook()
    now = offer_now(case, book)
    form = form_of_case(case, {**case.answers, **now.filled.answers})
    case.answers = dict(form.answers)  # as they would be confirmed; not kept
    programme = form.programme
    proactive = programme.proactive
    basis = next(one for one in programme.basis if proactive and one.measure == proactive.measure)
    held = cited(basis.document, basis.clause, book=book)
    met = now.found.outcome is Outcome.MET
    missing = [said(one.label) for one in form.missing()]
    context: dict[str, Any] = {
        "case": case,
        "title": said(programme.title),
        "gets": said(programme.summary),
        "amount": form.amount,
        "amount_text": said(programme.money.amount_text) if programme.money else "",
        "has_amount": programme.money is not None,
        "quote": ClauseQuote(
            basis.quote or "",
            held.title if held else basis.document,
            held.number if held else "",
            basis.clause or "",
            reverse("policy:clause", args=[basis.document, basis.clause]) if held and basis.clause else "",
        ),
        "grounds": [
            {"holds": ground.holds, "words": ground.en if english() else ground.zh}
            for ground in now.found.grounds
        ],
        "met": met,
        "changes": _changes(form, changed_since(case, now.found, book), book),
        "sections": [_section(case, form, section) for section in programme.sections],
        "missing": missing,
        "ready": met and not missing,
        "due_on": case.due_on,
        "left": until(case.due_on, clock.today()) if case.due_on else "",
        "over": case.due_on is not None and case.due_on < clock.today(),
        "seen": now.found.digest,
        "errors": ErrorSummary((FieldError("", error.told_in(get_language())),) if error else ()),
        "guard": guard_of(case),
        "breadcrumbs": (
            Link(_("我的办件"), reverse("cases:my_cases")),
            Link(case.number, reverse("cases:my_case", args=[case.number])),
            Link(_("确认"), ""),
        ),
    }
    status = 200 if error is None else 422 if isinstance(error, InvalidInput) else 409
    return render(request, "cases/apply/offer.html", context, status=status)


def _section(case: Case, form: Form, section: Section) -> dict[str, Any]:
    fields = form.fields_of(section)
    return {
        "id": section.id,
        "title": said(section.title),
        "facts": SummaryList(
            tuple(_row(case, form, field) for field in fields if field.type is not FieldType.TABLE)
        ),
        "tables": [answer_table(f, form.answers.get(f.id)) for f in fields if f.type is FieldType.TABLE],
    }


def _row(case: Case, form: Form, field: FormField) -> SummaryRow:
    """A value, and where it comes from; what nobody knows says whether it has to be filled in."""
    answer = form.answers.get(field.id)
    origin = origin_of(case, field)
    if answer in (None, "", []):
        return SummaryRow(said(field.label), _("还没有填") if field.required else _("没有填（选填）"))
    action = origin.get("link") if origin else None
    return SummaryRow(
        said(field.label),
        value_of(field, answer),
        note=str(origin["words"]) if origin else "",
        action=action if isinstance(action, Link) else None,
    )


def _changes(form: Form, found: Sequence[Changed], book: RuleBook) -> list[dict[str, Any]]:
    fields = {field.id: field for field in form.programme.fields}

    def shown(name: str, value: Any) -> Any:
        if value is None:
            return _("没有登记")
        if name in fields:
            return value_of(fields[name], value)
        words = fact_words(book, form.programme, name, value)
        return said(words) if words else str(value)

    return [
        {"label": said(one.label), "before": shown(one.name, one.before), "after": shown(one.name, one.after)}
        for one in found
    ]
