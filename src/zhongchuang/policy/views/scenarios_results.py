"""政策测算: a run while it is computed and when it is done, two runs side by side, and the files to take away."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core.download import attachment_response
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import FormGuard, Link
from zhongchuang.core.upload import FileKind
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import ScenarioAction, may_scenario
from zhongchuang.policy.models import PopulationOrigin, RunState, ScenarioRun
from zhongchuang.policy.selectors import scenarios as reads
from zhongchuang.policy.views import scenarios_showing as showing
from zhongchuang.policy.views.labels import reads_english
from zhongchuang.policy.views.scenarios import on_day, population_words, state_status
from zhongchuang.policy.views.scenarios_comparing import side_by_side
from zhongchuang.policy.views.scenarios_files import paper_of_run, workbook_of_run

CHOICES_SHOWN = 50


@require_safe
@login_required
def run(request: HttpRequest, key: str) -> HttpResponse:
    """How far it is, or what came of it."""
    actor = actor_of(request)
    row = reads.run_of(actor, key)
    rests = reads.rests_of(row)
    context: dict[str, Any] = {
        "run": row,
        "state": state_status(row.state, row.done_part),
        "population": population_words(row.population),
        "is_synthetic": row.population.origin == PopulationOrigin.SYNTHETIC,
        "is_registered": row.population.origin == PopulationOrigin.REGISTERED,
        "day": on_day(row),
        "changes": showing.change_lines(rests, row),
        "own": may_scenario(actor, ScenarioAction.RUN, row.scenario.account_id),
        "guard": FormGuard(new_idempotency_key()),
        "problem": _problem(row),
        "breadcrumbs": (
            Link(_("政策测算"), reverse("policy:scenarios")),
            Link(row.scenario.name, reverse("policy:scenario", args=[row.scenario.key])),
            Link(_("测算结果"), ""),
        ),
    }
    if row.state == RunState.DONE:
        context |= _result(row, rests)
    return render(request, "policy/scenarios/run.html", context)


def _problem(row: ScenarioRun) -> str:
    if not row.problem:
        return ""
    return str(row.problem["en" if reads_english() else "zh"])


def _result(row: ScenarioRun, rests: reads.Rests) -> dict[str, Any]:
    found, book, source = reads.result_of(row), rests.book, showing.source_of(row)
    kinds = [effect.kind for effect in found.kinds]
    return {
        "found": found,
        "shares": showing.shares_of(found),
        "kinds": showing.kind_lines(found),
        "places_chart": showing.places_chart(book, found, source),
        "band_charts": showing.band_charts(found, source),
        "measures": showing.measures_table(book, found),
        "by_place": showing.groups_table(_("分地区"), _("地区"), showing.place_rows(book, found), kinds),
        "by_kind": showing.groups_table(_("分对象类型"), _("对象类型"), showing.kind_rows(found), kinds),
        "by_section": showing.groups_table(_("分行业"), _("行业"), showing.section_rows(found), kinds),
        "sample": showing.sample_table(book, found),
        "basis": showing.basis_list(row, found),
        "missing_facts": [
            book.questions[name].label for name in found.missing_facts if name in book.questions
        ],
        "compare_url": f"{reverse('policy:scenario_compare')}?a={row.key}",
    }


@require_safe
@login_required
def compare(request: HttpRequest) -> HttpResponse:
    """Two results side by side; until both are chosen, what there is to choose from."""
    actor = actor_of(request)
    reads.check_visible(actor)
    chosen = [request.GET.get(name, "") for name in ("a", "b")]
    rows = [reads.run_of(actor, key) if key else None for key in chosen]
    choices = [
        (
            one.key,
            _("%(name)s · %(population)s · %(day)s")
            % {"name": one.scenario.name, "population": one.population.name, "day": on_day(one)},
        )
        for one in reads.runs_of(actor).filter(state=RunState.DONE)[:CHOICES_SHOWN]
    ]
    # Nobody compares a result with itself: the other side begins with another one.
    first = chosen[0] or next((key for key, _words in choices), "")
    second = chosen[1] or next((key for key, _words in choices if key != first), "")
    context: dict[str, Any] = {
        "choices": choices,
        "sides": (("a", _("甲"), first), ("b", _("乙"), second)),
        "breadcrumbs": (Link(_("政策测算"), reverse("policy:scenarios")), Link(_("方案比较"), "")),
    }
    left, right = rows
    if left is not None and right is not None:
        context |= side_by_side(left, right)
    return render(request, "policy/scenarios/compare.html", context)


@require_safe
@login_required
def workbook(request: HttpRequest, key: str) -> HttpResponseBase:
    """The result as an Excel workbook."""
    row = reads.run_of(actor_of(request), key)
    content = workbook_of_run(row, reads.rests_of(row), reads.result_of(row))
    return attachment_response(_file_name(row, "xlsx"), content, FileKind.XLSX.content_type)


@require_safe
@login_required
def paper(request: HttpRequest, key: str) -> HttpResponseBase:
    """The result as a file to print and hand in."""
    row = reads.run_of(actor_of(request), key)
    address = request.build_absolute_uri(reverse("policy:scenario_run", args=[row.key]))
    content = paper_of_run(row, reads.rests_of(row), reads.result_of(row), address)
    return attachment_response(_file_name(row, "pdf"), content, FileKind.PDF.content_type)


def _file_name(row: ScenarioRun, suffix: str) -> str:
    return (
        _("政策测算_%(name)s_%(day)s") % {"name": row.scenario.name, "day": row.on.isoformat()} + f".{suffix}"
    )
