"""政策测算: the list of scenarios, one scenario with its changes and runs, and what sets a run going or ends it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
    Link,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)
from zhongchuang.core.page.listing import PER_PAGE
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import ScenarioAction, may_scenario
from zhongchuang.policy.forms import GuardForm
from zhongchuang.policy.matching.words import day
from zhongchuang.policy.models import Population, PopulationOrigin, RunState, Scenario, ScenarioRun
from zhongchuang.policy.selectors import scenarios as reads
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services import runs as run_verbs
from zhongchuang.policy.services import scenarios as verbs
from zhongchuang.policy.simulation.changes import Change
from zhongchuang.policy.simulation.wording import ChangeWords, change_words
from zhongchuang.policy.views.labels import in_language
from zhongchuang.policy.views.narrowing import pagination_of

VERSION_DIGITS = 12
RUNS_SHOWN = 20
POPULATIONS_SHOWN = 30


def state_status(state: str, done_part: int = 0) -> Status:
    """How far a run is, in words and a shape."""
    match RunState(state):
        case RunState.WAITING:
            return Status(_("排队等候"), Shape.RING)
        case RunState.RUNNING:
            return Status(_("计算中 %(done)s%%") % {"done": done_part}, Shape.HALF)
        case RunState.DONE:
            return Status(_("已算好"), Shape.CHECK, Tone.ACCENT)
        case RunState.FAILED:
            return Status(_("没有算成"), Shape.WARNING, Tone.DANGER)
        case RunState.CANCELLED:
            return Status(_("已取消"), Shape.CROSS)


def origin_label(origin: str) -> str:
    """Where the subjects of a population come from; an invented one says so wherever it is named."""
    return {
        PopulationOrigin.REGISTERED: _("平台登记的单位"),
        PopulationOrigin.UPLOADED: _("上传的表"),
        PopulationOrigin.SYNTHETIC: _("合成数据，不是真实对象"),
    }[PopulationOrigin(origin)]


def guard_of(request: HttpRequest) -> tuple[int, str]:
    """Version and key of a form about something that is there. Raises InvalidInput."""
    form = GuardForm(request.POST)
    if form.is_valid():
        return form.cleaned_data["row_version"], form.cleaned_data["idempotency_key"]
    raise _incomplete()


def key_of(request: HttpRequest) -> str:
    """The key of a form about something that is not there yet, or never changes. Raises InvalidInput."""
    key: str = request.POST.get("idempotency_key", "")
    if not key:
        raise _incomplete()
    return key


def _incomplete() -> InvalidInput:
    told = Wording("提交的内容不完整。", "What was submitted is incomplete.")
    return InvalidInput(
        told.zh,
        told.en,
        next_zh="请回到原页面刷新后重新提交。",
        next_en="Go back to the page, reload it and submit again.",
    )


@require_safe
@login_required
def scenarios(request: HttpRequest) -> HttpResponse:
    """One's scenarios (an auditor's: everybody's), the one changed last first."""
    actor = actor_of(request)
    reads.check_visible(actor)
    found = reads.scenarios_of(actor)
    page = pagination_of(request, found.count())
    shown = found[(page.page - 1) * PER_PAGE : page.page * PER_PAGE]
    may = may_scenario(actor, ScenarioAction.CREATE)
    start = Link(_("新建测算"), reverse("policy:scenario_choose"))
    table = DataTable(
        _("测算方案"),
        (
            Column(_("方案")),
            Column(_("改动"), ColumnKind.NUMBER),
            Column(_("测算日期"), ColumnKind.DATE),
            Column(_("最近一次测算")),
            Column(_("最近修改"), ColumnKind.DATE),
        ),
        tuple(_scenario_row(row) for row in shown),
        page,
        EmptyState(
            _("还没有测算方案"),
            _("选一项措施，改一个数、一个条件或一个日期，看看谁受益、谁受损、要多少钱。"),
            start if may else None,
        ),
    )
    context = {"table": table, "total": page.total, "may": may, "sees_all": not may}
    return render(request, "policy/scenarios/list.html", context)


def _scenario_row(row: Any) -> Row:
    state: Any = _("还没有算过")
    if row.last_state:
        state = state_status(row.last_state, row.last_done)
    return Row(
        (
            Cell(row.name, reverse("policy:scenario", args=[row.key])),
            Cell(len(row.changes)),
            Cell(row.on),
            Cell(state, reverse("policy:scenario_run", args=[row.last_run]) if row.last_run else ""),
            Cell(business_date(row.changed_at)),
        )
    )


@require_safe
@login_required
def scenario(request: HttpRequest, key: str) -> HttpResponse:
    """One scenario: what is changed in words, over whom it can be computed, what was computed."""
    return scenario_page(request, key)


def scenario_page(
    request: HttpRequest, key: str, *, problem: str = "", chosen: str = "", status: int = 200
) -> HttpResponse:
    """The page of a scenario; `problem` is what was wrong with the run asked for."""
    actor = actor_of(request)
    row = reads.scenario_of(actor, key)
    rests = reads.rests_of(row)
    own = may_scenario(actor, ScenarioAction.EDIT, row.account_id)
    runs = list(reads.runs_of(actor).filter(scenario=row)[:RUNS_SHOWN])
    populations = list(reads.populations_of(actor)[:POPULATIONS_SHOWN]) if own else []
    current = current_rulebook()
    context = {
        "scenario": row,
        "own": own,
        "facts": _facts(row),
        "outdated": current.version != row.pack_version_id,
        "changes": [_change_line(row, rests, change) for change in rests.changes],
        "populations": [
            (population, origin_label(population.origin), population.key == (chosen or populations[0].key))
            for population in populations
        ],
        "runs": _runs_table(runs),
        "compare_url": _compare_url(runs),
        "problem": problem,
        "run_guard": FormGuard(new_idempotency_key(), row.row_version),
        "delete_guard": FormGuard(new_idempotency_key(), row.row_version),
        "breadcrumbs": (Link(_("政策测算"), reverse("policy:scenarios")), Link(row.name, "")),
    }
    return render(request, "policy/scenarios/scenario.html", context, status=status)


def _facts(row: Scenario) -> SummaryList:
    return SummaryList(
        (
            SummaryRow(_("按哪一天的规定"), row.on),
            SummaryRow(
                _("依据的政策包"), row.pack_version_id[:VERSION_DIGITS], _("方案不改动政策包，只在计算时假设")
            ),
        )
    )


def _change_line(row: Scenario, rests: reads.Rests, change: Change) -> dict[str, Any]:
    words: ChangeWords = change_words(rests.book, change, row.on)
    return {
        "subject": in_language(words.subject),
        "what": in_language(words.what),
        "before": in_language(words.before),
        "after": in_language(words.after),
        "url": to_change(row.key, words),
    }


def to_change(scenario: str, words: ChangeWords) -> str:
    """The form in which a change is made."""
    if words.measure is not None:
        pack, _sep, name = words.measure.partition("/")
        url = reverse("policy:scenario_measure", args=[pack, name])
    else:
        url = reverse("policy:scenario_repeal", args=[words.document])
    return f"{url}?scenario={scenario}"


def _runs_table(runs: list[ScenarioRun]) -> DataTable:
    return DataTable(
        _("测算记录"),
        (
            Column(_("人群")),
            Column(_("对象数"), ColumnKind.NUMBER),
            Column(_("状态")),
            Column(_("测算日期"), ColumnKind.DATE),
            Column(_("哪天算的"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(
                        run.population.name,
                        reverse("policy:scenario_run", args=[run.key]),
                        origin_label(run.population.origin),
                    ),
                    Cell(run.population.subjects),
                    Cell(state_status(run.state, run.done_part)),
                    Cell(run.on),
                    Cell(business_date(run.created_at)),
                )
            )
            for run in runs
        ),
        empty=EmptyState(_("还没有算过"), _("选一个人群，点“开始测算”。")),
    )


def _compare_url(runs: list[ScenarioRun]) -> str:
    done = [run.key for run in runs if run.state == RunState.DONE]
    return f"{reverse('policy:scenario_compare')}?a={done[0]}" if done else ""


@require_POST
@login_required
def run_start(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a computation; a worker does it."""
    actor = actor_of(request)
    row = reads.scenario_of(actor, key)
    version, once = guard_of(request)
    population = request.POST.get("population", "")
    try:
        run = run_verbs.run_start(
            actor=actor, scenario=row, population=population, expected_version=version, key=once
        )
    except InvalidInput as error:
        problem = error.told_in(request.LANGUAGE_CODE)
        return scenario_page(request, key, problem=problem, chosen=population, status=422)
    return redirect("policy:scenario_run", key=run.key)


@require_POST
@login_required
def run_cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Stop a computation."""
    reads.check_visible(actor_of(request))
    run_verbs.run_cancel(actor=actor_of(request), run=key, key=key_of(request))
    messages.success(request, _("测算已取消，没有留下结果。"))
    return redirect("policy:scenario_run", key=key)


@require_POST
@login_required
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Delete a scenario and what was computed."""
    version, once = guard_of(request)
    verbs.scenario_delete(actor=actor_of(request), scenario=key, expected_version=version, key=once)
    messages.success(request, _("方案和它的测算结果已删除。"))
    return redirect("policy:scenarios")


def population_words(population: Population) -> str:
    """A population in a phrase: how many, from where."""
    told = ngettext("%(n)s 个对象", "%(n)s 个对象", population.subjects) % {"n": f"{population.subjects:,}"}
    return _("%(name)s，%(n)s，%(origin)s") % {
        "name": population.name,
        "n": told,
        "origin": origin_label(population.origin),
    }


def on_day(row: Scenario | ScenarioRun) -> str:
    """The day of the rules as the reader writes it."""
    return in_language(day(row.on))
