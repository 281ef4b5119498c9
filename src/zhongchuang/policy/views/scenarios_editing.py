"""政策测算: choosing what to change, and the forms in which it is changed: a measure, or a document repealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    ClauseQuote,
    Column,
    DataTable,
    EmptyState,
    Facet,
    FacetOption,
    Facets,
    FormGuard,
    Link,
    Row,
)
from zhongchuang.core.page.listing import PER_PAGE
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import ScenarioAction, may_scenario
from zhongchuang.policy.errors import ChangeUnusable
from zhongchuang.policy.forms.scenarios import MeasureForm, RepealForm, ScenarioForm
from zhongchuang.policy.matching.describing import describe
from zhongchuang.policy.models import Scenario
from zhongchuang.policy.packs.schema import Measure, RuleBook
from zhongchuang.policy.selectors import scenarios as reads
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services import scenarios as verbs
from zhongchuang.policy.simulation.changed import changed_book
from zhongchuang.policy.simulation.changes import Change, Repeal, SetCap, SetCondition
from zhongchuang.policy.simulation.errors import ChangeError
from zhongchuang.policy.views import addresses, labels
from zhongchuang.policy.views.narrowing import LONGEST_SEARCH, REGION, pagination_of
from zhongchuang.policy.views.scenarios import guard_of, key_of


@dataclass(frozen=True, slots=True)
class Editing:
    """What is being changed: a scenario that is there, or one that begins with this change."""

    book: RuleBook
    on: date
    scenario: Scenario | None
    changes: tuple[Change, ...]

    @property
    def query(self) -> str:
        """Carried from page to page, so that a change lands in its scenario."""
        return f"?scenario={self.scenario.key}" if self.scenario else ""


def _editing(request: HttpRequest) -> Editing:
    """Raises NotFound for somebody who may not simulate, or a scenario that is not theirs."""
    actor = actor_of(request)
    key = request.GET.get("scenario", "")
    if not key:
        if not may_scenario(actor, ScenarioAction.CREATE):
            raise NotFound()
        return Editing(current_rulebook(), clock.today(), None, ())
    row = reads.scenario_of(actor, key)
    if not may_scenario(actor, ScenarioAction.EDIT, row.account_id):
        raise NotFound()
    rests = reads.rests_of(row)
    return Editing(rests.book, row.on, row, rests.changes)


@require_safe
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """The measures and documents that can be changed."""
    editing = _editing(request)
    chooser = reads.Chooser(
        editing.book,
        request.GET.get("q", "").strip()[:LONGEST_SEARCH],
        tuple(request.GET.getlist("place")),
        tuple(request.GET.getlist("kind")),
    )
    found = chooser.found()
    page = pagination_of(request, len(found))
    shown = found[(page.page - 1) * PER_PAGE : page.page * PER_PAGE]
    table = DataTable(
        _("可以改的措施"),
        (Column(_("措施")), Column(_("地区")), Column(_("能改什么")), Column(_("文件怎么说"))),
        tuple(_measure_row(editing, measure) for measure in shown),
        page,
        EmptyState(
            _("没有符合这些条件的措施"),
            _("去掉一两个筛选条件，或者换一个词再找。"),
            Link(_("清除全部条件"), request.path + editing.query),
        ),
    )
    context = {
        "region": REGION,
        "table": table,
        "total": page.total,
        "facets": _facets(request, chooser),
        "scenario": editing.scenario,
        "documents": _documents(editing),
        "breadcrumbs": _crumbs(editing, _("选择要改的措施")),
    }
    return render(request, "policy/scenarios/choose.html", context)


def _measure_row(editing: Editing, measure: Measure) -> Row:
    pack, _sep, name = measure.id.partition("/")
    document = editing.book.document(measure.clause.document)
    return Row(
        (
            Cell(
                labels.in_language(measure.title),
                reverse("policy:scenario_measure", args=[pack, name]) + editing.query,
                f"{(document.number or '') if document else ''} {measure.clause.ref}".strip(),
            ),
            Cell(labels.in_language(editing.book.places[measure.place].name)),
            Cell(_changeable(measure)),
            Cell(labels.modality_status(measure.modality)),
        )
    )


def _changeable(measure: Measure) -> str:
    parts = []
    if measure.parameters:
        count = len(measure.parameters)
        parts.append(ngettext("%(n)s 个数值", "%(n)s 个数值", count) % {"n": count})
    if measure.benefit:
        parts.append(_("封顶"))
    return _("、").join([*parts, _("条件、日期")])


def _facets(request: HttpRequest, chooser: reads.Chooser) -> Facets:
    book = chooser.book
    places = tuple(
        FacetOption(code, labels.in_language(book.places[code].name), count, code in chooser.places)
        for code, count in chooser.place_counts().items()
    )
    kinds = tuple(
        FacetOption(kind.value, labels.KINDS[kind], count, kind.value in chooser.kinds)
        for kind, count in chooser.kind_counts().items()
    )
    kept = tuple((name, request.GET[name]) for name in ("scenario",) if request.GET.get(name))
    return Facets(
        request.path,
        REGION,
        (Facet("place", _("地区"), places), Facet("kind", _("给谁"), kinds)),
        chooser.words,
        _("措施名称、原文或文号"),
        kept,
    )


def _documents(editing: Editing) -> list[tuple[str, str, int]]:
    """Documents that could be repealed: title, address of the form, how many measures rest on each."""
    found = []
    for pack in editing.book.packs.values():
        for document in pack.documents.values():
            count = sum(measure.clause.document == document.id for measure in pack.measures)
            if count:
                url = reverse("policy:scenario_repeal", args=[document.id]) + editing.query
                found.append((document.title, url, count))
    return found


def _crumbs(editing: Editing, label: str) -> tuple[Link, ...]:
    first = Link(_("政策测算"), reverse("policy:scenarios"))
    if editing.scenario is None:
        return (first, Link(label, ""))
    row = editing.scenario
    return (first, Link(row.name, reverse("policy:scenario", args=[row.key])), Link(label, ""))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def measure(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """What would be different about one measure."""
    editing = _editing(request)
    promise = editing.book.measure(f"{pack}/{name}")
    if promise is None:
        raise NotFound()
    here = tuple(change for change in editing.changes if getattr(change, "measure", None) == promise.id)
    data = request.POST if request.method == "POST" else None
    form = MeasureForm(editing.book, promise, editing.on, here, data)
    about = _about_form(editing, labels.in_language(promise.title), data)
    if data is None:
        return _measure_page(request, editing, promise, form, about)
    if not (about.is_valid() & form.is_valid()):
        return _measure_page(request, editing, promise, form, about, status=422)
    if "check" in request.POST:
        return _checked(request, editing, promise, form, about)
    if not form.changes() and editing.scenario is None:
        form.add_error(None, _("还没有改动：请至少改一个数、一个条件或一个日期。"))
        return _measure_page(request, editing, promise, form, about, status=422)
    try:
        others = [change for change in editing.changes if change not in here]
        row = _saved(request, editing, about, [*others, *form.changes()])
    except ChangeUnusable as error:
        _tell(form, error)
        return _measure_page(request, editing, promise, form, about, status=422)
    messages.success(request, _("改动已保存。"))
    return redirect("policy:scenario", key=row.key)


def _about_form(editing: Editing, title: str, data: Any) -> ScenarioForm:
    row = editing.scenario
    name = row.name if row else _("%(title)s：测算") % {"title": title}
    return ScenarioForm(data, initial={"name": name, "on": editing.on})


def _saved(
    request: HttpRequest, editing: Editing, about: ScenarioForm, changes: Sequence[Change]
) -> Scenario:
    actor, given = actor_of(request), about.cleaned_data
    if editing.scenario is None:
        return verbs.scenario_create(
            actor=actor, name=given["name"], on=given["on"], changes=changes, key=key_of(request)
        )
    version, key = guard_of(request)
    return verbs.scenario_change(
        actor=actor,
        scenario=editing.scenario,
        name=given["name"],
        on=given["on"],
        changes=changes,
        expected_version=version,
        key=key,
    )


def _tell(form: MeasureForm, error: InvalidInput) -> None:
    """What the verb refused, at the field it is about."""
    for field, wording in error.fields.items():
        known = {"value": next((f"p_{n}" for n in form.named() if form.cleaned_data.get(f"p_{n}")), None)}
        name = known.get(field, field)
        form.add_error(name if name in form.fields else None, wording.in_language(_language()))


def _language() -> str:
    return "en" if labels.reads_english() else "zh-hans"


def _checked(
    request: HttpRequest, editing: Editing, promise: Measure, form: MeasureForm, about: ScenarioForm
) -> HttpResponse:
    """The form again, with what the changed rule says in words; nothing is saved."""
    on = about.cleaned_data["on"]
    try:
        changed = changed_book(editing.book, form.changes())
    except ChangeError as error:
        form.add_error(
            error.field if error.field in form.fields else None,
            error.en if labels.reads_english() else error.zh,
        )
        return _measure_page(request, editing, promise, form, about, status=422)
    after = changed.measure(promise.id)
    assert after is not None
    return _measure_page(request, editing, promise, form, about, preview=describe(changed, after, on))


def _measure_page(
    request: HttpRequest,
    editing: Editing,
    promise: Measure,
    form: MeasureForm,
    about: ScenarioForm,
    *,
    preview: Any = None,
    status: int = 200,
) -> HttpResponse:
    document = editing.book.document(promise.clause.document)
    quote = ClauseQuote(
        promise.quote,
        document.title if document else "",
        (document.number or "") if document else "",
        promise.clause.ref,
        addresses.to_clause(promise.clause),
    )
    changed = (SetCondition, SetCap)
    context = {
        "measure": promise,
        "title": labels.in_language(promise.title),
        "form": form,
        "about": about,
        "quote": quote,
        "now": describe(editing.book, promise, editing.on),
        "preview": preview,
        "scenario": editing.scenario,
        "opened": any(isinstance(change, changed) for change in editing.changes),
        "guard": FormGuard(new_idempotency_key(), editing.scenario.row_version if editing.scenario else None),
        "breadcrumbs": _crumbs(editing, labels.in_language(promise.title)),
    }
    return render(request, "policy/scenarios/measure.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def repeal(request: HttpRequest, slug: str) -> HttpResponse:
    """From which day on a document would no longer be in force."""
    editing = _editing(request)
    document = editing.book.document(slug)
    if document is None:
        raise NotFound()
    here = next((c for c in editing.changes if isinstance(c, Repeal) and c.document == slug), None)
    data = request.POST if request.method == "POST" else None
    form = RepealForm(data, initial={"day": here.day if here else editing.on})
    about = _about_form(editing, f"《{document.title}》", data)
    if data is not None and about.is_valid() & form.is_valid():
        others = [change for change in editing.changes if change is not here]
        if "undo" not in data:
            others.append(Repeal(slug, form.cleaned_data["day"]))
        try:
            row = _saved(request, editing, about, others)
        except ChangeUnusable as error:
            form.add_error(None, error.told_in(_language()))
        else:
            messages.success(request, _("改动已保存。"))
            return redirect("policy:scenario", key=row.key)
    context = {
        "document": document,
        "form": form,
        "about": about,
        "scenario": editing.scenario,
        "there": here is not None,
        "measures": [m for m in editing.book.measures() if m.clause.document == slug],
        "guard": FormGuard(new_idempotency_key(), editing.scenario.row_version if editing.scenario else None),
        "breadcrumbs": _crumbs(editing, _("假设废止")),
    }
    return render(request, "policy/scenarios/repeal.html", context, status=200 if data is None else 422)
