"""Audits at the desk: the runs, what one found, one finding with both supports side by side, its answer and its end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.clearance.access.auditing import AuditReach, audit_reach
from zhongchuang.clearance.forms.auditing import AnswerForm, CloseForm
from zhongchuang.clearance.models import AuditFinding, AuditRun, AuditState, FindingState
from zhongchuang.clearance.selectors import auditing as reads
from zhongchuang.clearance.services.auditing import audit_ask, finding_answer, finding_close
from zhongchuang.clearance.views import audits_parts as parts
from zhongchuang.clearance.views.awards_parts import guard_for, guarded, key_of, own_page, put_errors
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Conflict, InvalidInput, Refused
from zhongchuang.core.page import Facet, FacetOption, Facets, Link, page_of
from zhongchuang.core.surfaces import http_status
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors.names import colleague_names


@require_safe
@own_page
def audits(request: HttpRequest) -> HttpResponseBase:
    """Every run, the latest first; who may starts another."""
    return _list(request, actor_of(request))


def _list(request: HttpRequest, actor: Actor, *, problem: str = "", status: int = 200) -> HttpResponse:
    reach = reads.audits_seen(actor)
    page, shown = page_of(request, reads.audit_runs())
    context = {
        "may_start": reach.starts,
        "guard": guard_for(),
        "problem": problem,
        "table": parts.runs_table(shown, page, reads.reached_by_run(shown, reach)),
        "at_work": any(one.is_active for one in shown),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("核查"), "")),
    }
    return render(request, "clearance/audits/list.html", context, status=status)


@require_POST
@own_page
def audit_start(request: HttpRequest) -> HttpResponseBase:
    """Ask for another run."""
    actor = actor_of(request)
    try:
        made = audit_ask(actor=actor, key=key_of(request))
    except Refused as error:
        return _list(request, actor, problem=error.told_in(get_language()), status=http_status(error))
    messages.success(request, _("核查已经排队，由后台进行；可以离开，结果会留在这里。"))
    return redirect("clearance:audit", key=made.key)


@require_safe
@own_page
def audit(request: HttpRequest, key: str) -> HttpResponseBase:
    """One run: how far it is; what it found, narrowed by kind, department, state."""
    reach = reads.audits_seen(actor_of(request))
    run = reads.run_of(key)
    context: dict[str, Any] = {
        "run": run,
        "status": parts.run_status(run),
        "facts": parts.run_facts(run),
        "breadcrumbs": (Link(_("核查"), reverse("clearance:audits")), Link(_("一次核查"), "")),
    }
    if run.state == AuditState.DONE:
        kinds, states = request.GET.getlist("kind"), request.GET.getlist("state")
        departments = [
            int(one)
            for one in request.GET.getlist("department")
            if one.isascii() and one.isdigit() and len(one) < 18
        ]
        found = reads.findings_of_run(run, reach, kinds=kinds, states=states, departments=departments[:50])
        page, shown = page_of(request, found)
        context["table"] = parts.findings_table(shown, page)
        context["facets"] = _facets(run, reach, kinds, states, departments)
    return render(request, "clearance/audits/run.html", context)


def _facets(
    run: AuditRun, reach: AuditReach, kinds: list[str], states: list[str], departments: list[int]
) -> Facets:
    by_kind, by_state = reads.counts_of_run(run, reach, "kind"), reads.counts_of_run(run, reach, "state")
    named = reads.departments_of_run(run, reach)
    return Facets(
        reverse("clearance:audit", args=[run.key]),
        "findings",
        (
            Facet(
                "kind",
                _("种类"),
                tuple(
                    FacetOption(kind, label, by_kind[kind], kind in kinds)
                    for kind, label in parts.KINDS.items()
                    if kind in by_kind
                ),
            ),
            Facet(
                "state",
                _("状态"),
                tuple(
                    FacetOption(state, label, by_state[state], state in states)
                    for state, label in FindingState.choices
                    if state in by_state
                ),
            ),
            Facet(
                "department",
                _("涉及部门"),
                tuple(FacetOption(str(pk), name, count, pk in departments) for pk, name, count in named),
            ),
        ),
    )


@require_safe
@own_page
def finding(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One finding: its supports side by side, what was answered, and the next step of the reader."""
    actor = actor_of(request)
    return _one(request, actor, reads.finding_of(actor, pk))


def _one(
    request: HttpRequest,
    actor: Actor,
    found: AuditFinding,
    *,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    reach = audit_reach(actor)
    concerned = reads.concerned(found)
    answers = list(found.answers.select_related("department"))
    names = _names(actor, [*(one.by for one in answers), found.closed_by])
    answering, closing = reach.answers.of(concerned), reach.closes.reaches(concerned)
    is_open = found.state != FindingState.CLOSED
    may_answer = is_open and bool(answering or reach.answers.everything)
    may_close = closing and found.state == FindingState.ANSWERED
    context = {
        "finding": found,
        "sentence": parts.in_language(found),
        "status": parts.finding_status(found.state),
        "severity": parts.severity_status(found.severity),
        "kind": parts.KINDS[found.kind],
        "percent": None if found.probability is None else f"{found.probability:.0%}",
        "by_codes": found.told[:1] == ["codes"],
        "sides": [parts.shown(side, n) for n, side in enumerate(reads.sides_of(found.refs, reach), 1)],
        "more": max(0, found.others + 1 - len(found.refs)),
        "answers": parts.answers_list(answers, names) if answers else None,
        "closed_by": names.get(found.closed_by, ""),
        "answer_form": _kept(form, AnswerForm) if may_answer else None,
        "close_form": _kept(form, CloseForm) if may_close else None,
        "failed": form,
        "guards": [guard_for(found) for _form in range(2)],
        "breadcrumbs": (
            Link(_("核查"), reverse("clearance:audits")),
            Link(_("一次核查"), reverse("clearance:audit", args=[found.run.key])),
            Link(_("发现 %(number)d") % {"number": found.pk}, ""),
        ),
    }
    return render(request, "clearance/audits/finding.html", context, status=status)


def _kept(form: forms.Form | None, kind: type[forms.Form]) -> forms.Form:
    return form if isinstance(form, kind) else kind()


def _names(actor: Actor, signed: list[str]) -> dict[str, str]:
    keys = {one: one.partition(":")[2] for one in signed if one.startswith("person:")}
    known = colleague_names(actor, keys.values())
    return {one: known[key] for one, key in keys.items() if key in known}


@require_POST
@own_page
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An officer's answer."""
    actor, form = actor_of(request), AnswerForm(request.POST)
    found, told = reads.finding_of(actor, pk), guarded(request)
    if not form.is_valid():
        return _one(request, actor, found, form=form, status=422)
    try:
        finding_answer(actor=actor, pk=pk, **form.cleaned_data, **told)
    except (InvalidInput, Conflict, Refused) as error:
        status = put_errors(form, error)
        return _one(request, actor, reads.finding_of(actor, pk), form=form, status=status)
    messages.success(request, _("答复已保存，等审计办结。"))
    return redirect("clearance:finding", pk=pk)


@require_POST
@own_page
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An auditor closes it."""
    actor, form = actor_of(request), CloseForm(request.POST)
    found, told = reads.finding_of(actor, pk), guarded(request)
    if not form.is_valid():
        return _one(request, actor, found, form=form, status=422)
    try:
        finding_close(actor=actor, pk=pk, **form.cleaned_data, **told)
    except (InvalidInput, Conflict, Refused) as error:
        status = put_errors(form, error)
        return _one(request, actor, reads.finding_of(actor, pk), form=form, status=status)
    messages.success(request, _("已办结。下次核查里没有变化，就不再提出。"))
    return redirect("clearance:finding", pk=pk)
