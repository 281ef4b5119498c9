"""Writing a measure: a form with its check, its trial and its effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core import clock
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhongchuang.core.page import Link
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.documents.model import Clause
from zhongchuang.policy.drafting.content import Entry, EntryKind
from zhongchuang.policy.errors import DraftInvalid
from zhongchuang.policy.forms.desk.measures import MeasureForm
from zhongchuang.policy.forms.desk.trial import FACT
from zhongchuang.policy.packs.schema import Instrument, Modality, Procedure
from zhongchuang.policy.selectors import desk as reads
from zhongchuang.policy.selectors.sketches import sketched_effect
from zhongchuang.policy.services.desk import entry_remove, example_save, measure_remove, measure_save
from zhongchuang.policy.views.desk.common import (
    CHANGED_MEANWHILE,
    UNREADABLE,
    desk_page,
    guard_of,
    guarded,
    to,
    told,
)
from zhongchuang.policy.views.desk.effects import Effect, effect_table
from zhongchuang.policy.views.desk.frame import Opened, Stage, opened, trail, work_of
from zhongchuang.policy.views.desk.listing import NEW
from zhongchuang.policy.views.desk.trying import Outcome, Trying, trial_form
from zhongchuang.policy.views.desk.words import quantity_words
from zhongchuang.policy.views.labels import in_language

FIRST = {
    "modality": Modality.ENCOURAGES.value,
    "instrument": Instrument.SUBSIDY.value,
    "procedure": Procedure.APPLICATION.value,
}
"""What a new measure is taken to be until somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class ClauseBeside:
    """The clause a measure is written from."""

    ref: str
    heading: str
    url: str
    paragraphs: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """Something a rule may name."""

    name: str
    label: str


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def measure(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One measure: typed, checked, tried, saved. What is not right yet can be saved; only submitting needs it right."""
    desk = opened(request, key)
    entry = _entry(request, desk, name)
    if request.method != "POST":
        return _editor(request, desk, name, MeasureForm(entry))
    if not desk.may_edit:
        raise NotAllowed()
    return _posted(request, desk, name, entry)


def _entry(request: HttpRequest, desk: Opened, name: str) -> Entry:
    """What stands there, or the beginning of a new one of the clause in the address. Raises NotFound."""
    if name == NEW:
        if not desk.may_edit:
            raise NotAllowed()
        return {**FIRST, "document": desk.bench.content.head.id, "clause": request.GET.get("clause", "")}
    found = desk.bench.content.entry(EntryKind.MEASURE, name)
    if found is None:
        raise NotFound()
    return found


def _posted(request: HttpRequest, desk: Opened, name: str, entry: Entry) -> HttpResponse:
    """What the button pressed asks for; without one it is the check that runs while somebody types."""
    more, todo = request.POST.get("more", ""), request.POST.get("do", "save")
    form = MeasureForm(entry, request.POST, more=more)
    if more:
        return _editor(request, desk, name, form, open_more=more in {"checks", "materials"})
    if "drop_example" in request.POST:
        return _drop_example(request, desk, name)
    match todo:
        case "check":
            return _checked(request, desk, name, form)
        case "try" | "effect":
            return _tried(request, desk, name, form, todo)
        case "remove":
            return _remove(request, desk, name)
        case _:
            return _save(request, desk, name, form, with_example=todo == "example")


def _typed(desk: Opened, form: MeasureForm) -> dict[str, Any]:
    return form.entry(desk.bench.content.head.id)


def _trying(desk: Opened, name: str, form: MeasureForm) -> Trying:
    entry = _typed(desk, form) if form.main.is_bound else dict(form.base)
    return Trying.of(desk, entry, None if name == NEW else name)


def _editor(
    request: HttpRequest,
    desk: Opened,
    name: str,
    form: MeasureForm,
    *,
    error: str = "",
    outcome: Outcome | None = None,
    effect: Effect | None = None,
    open_more: bool = False,
    status: int = 200,
) -> HttpResponse:
    trying = _trying(desk, name, form)
    data = request.POST if request.method == "POST" else None
    new = name == NEW
    query = {"clause": request.GET["clause"]} if new and "clause" in request.GET else {}
    context = {
        "work": work_of(desk, Stage.MEASURES),
        "form": form,
        "check": trying.not_begun() if new and data is None else trying.check(),
        "trial": trial_form(trying, clock.today(), data),
        "outcome": outcome or Outcome(),
        "effect": effect,
        "examples": [] if new else list(trying.examples()),
        "clause": _clause_beside(desk, str(trying.entry.get("clause") or "")),
        "names": list(_names(trying)),
        "action": to("measure", desk.draft.key, name, **query),
        "can_remove": not new,
        "open_more": open_more or bool(form.checks or form.materials),
        "guard": guard_of(desk.draft),
        "told": error,
        "breadcrumbs": trail(
            desk,
            Link(_("措施"), to("measures", desk.draft.key)),
            Link(_("新措施") if new else _title(trying), ""),
        ),
    }
    return render(request, "policy/desk/measure.html", context, status=status)


def _title(trying: Trying) -> str:
    title = trying.entry.get("title")
    return str((title.get("zh") if isinstance(title, Mapping) else "") or trying.name)


def _clause_beside(desk: Opened, ref: str) -> ClauseBeside:
    clauses = desk.bench.clauses
    number = next((number for number, clause in enumerate(clauses) if clause.ref == ref), None)
    if number is None:
        return ClauseBeside(_("还没有选条款"), "", "", (), ())
    clause: Clause = clauses[number]
    return ClauseBeside(
        ref,
        clause.heading or "",
        f"{to('work', desk.draft.key)}#c{number}",
        tuple(line for line in clause.text.splitlines() if line.strip()),
        tuple(quantity_words(one) for one in desk.bench.read.quantities if one.ref == ref),
    )


def _names(trying: Trying) -> Iterator[Name]:
    """What a rule may name: the numbers of the measure first, then every fact."""
    for name, row in (trying.entry.get("parameters") or {}).items():
        label = row.get("label") or {}
        yield Name(f"p.{name}", str(label.get("zh") or ""))
    for name, question in trying.drawn.book.questions.items():
        yield Name(name, in_language(question.label))


def _checked(request: HttpRequest, desk: Opened, name: str, form: MeasureForm) -> HttpResponse:
    """The live check alone: the list, the rule in words, and the sentence beside every field."""
    trying = _trying(desk, name, form)
    asked = {field.removeprefix(f"try-{FACT}") for field in request.POST if field.startswith(f"try-{FACT}")}
    context = {
        "check": trying.check(),
        "trial": trial_form(trying, clock.today(), request.POST),
        "facts_changed": asked != set(trying.facts()),
        "out_of_band": True,
    }
    return render(request, "policy/desk/parts/check.html", context)


def _tried(request: HttpRequest, desk: Opened, name: str, form: MeasureForm, todo: str) -> HttpResponse:
    """The verdict for the sample subject, or the effect on the examples; nothing is kept."""
    trying = _trying(desk, name, form)
    trial = trial_form(trying, clock.today(), request.POST)
    outcome = effect = None
    if todo == "effect":
        effect = effect_table(trying.drawn.book, sketched_effect(desk.book, trying.drawn, desk.bench.content))
    elif trial.is_valid():
        outcome = trying.outcome(trial)
    else:
        problems = (f"{trial[field].label}：{errors[0]}" for field, errors in trial.errors.items())
        outcome = Outcome(_("；").join(problems))
    if request.headers.get("HX-Request") != "true":
        return _editor(request, desk, name, form, outcome=outcome, effect=effect)
    template = "policy/desk/parts/effect.html" if todo == "effect" else "policy/desk/parts/outcome.html"
    context = {
        "outcome": outcome,
        "effect": effect,
        "work": work_of(desk, Stage.MEASURES),
        "examples": [] if name == NEW else list(trying.examples()),
    }
    return render(request, template, context)


def _save(
    request: HttpRequest, desk: Opened, name: str, form: MeasureForm, *, with_example: bool
) -> HttpResponse:
    actor, guard, known = actor_of(request), guarded(request), None if name == NEW else name
    example = None
    if with_example:
        example = _example(request, desk, name, form)
        if example is None:
            said = _("实例没有保存：先把措施改对、试算填好，再写一句念得出来的话。")
            return _editor(request, desk, name, form, error=said, status=UNREADABLE)
    try:
        measure_save(actor=actor, draft=desk.draft, entry=_typed(desk, form), name=known, **guard)
        now = _name_now(request, desk, form, known)
        if example is not None:
            expect = dict(
                zip([f"{desk.bench.content.head.pack}/{now}"], example["expect"].values(), strict=True)
            )
            example_save(
                actor=actor,
                draft=desk.draft,
                entry={**example, "expect": expect},
                expected_version=guard["expected_version"] + 1,
                key=f"{guard['key']}-example"[-LONGEST_KEY:],
            )
    except (DraftInvalid, Conflict) as error:
        status = CHANGED_MEANWHILE if isinstance(error, Conflict) else UNREADABLE
        return _editor(request, desk, name, form, error=told(error), status=status)
    messages.success(request, _("措施已保存。") if example is None else _("措施和实例已保存。"))
    return redirect(to("measure", desk.draft.key, now))


LONGEST_KEY = 80


def _example(request: HttpRequest, desk: Opened, name: str, form: MeasureForm) -> dict[str, Any] | None:
    """What was tried, under the sentence typed; None where either is not there."""
    trying = _trying(desk, name, form)
    trial = trial_form(trying, clock.today(), request.POST)
    words = request.POST.get("example_name", "").strip()
    return trying.example(trial, words) if words and trial.is_valid() else None


def _name_now(request: HttpRequest, desk: Opened, form: MeasureForm, known: str | None) -> str:
    """What the measure is called now: as typed, or the name it was given."""
    typed = str(_typed(desk, form).get("id") or "")
    if typed or known:
        return typed or str(known)
    rows = reads.workbench(reads.draft_get(actor_of(request), desk.draft.key)).content.measures
    return str(rows[-1]["id"])


def _remove(request: HttpRequest, desk: Opened, name: str) -> HttpResponse:
    measure_remove(actor=actor_of(request), draft=desk.draft, name=name, **guarded(request))
    messages.success(request, _("措施已删去；可以撤销。"))
    return redirect(to("measures", desk.draft.key))


def _drop_example(request: HttpRequest, desk: Opened, name: str) -> HttpResponse:
    """Take an example away; what is typed in the form is not saved by it."""
    try:
        entry_remove(
            actor=actor_of(request),
            draft=desk.draft,
            kind=EntryKind.EXAMPLE,
            name=request.POST["drop_example"],
            **guarded(request),
        )
    except InvalidInput as error:
        if not error.fields:
            raise
        messages.error(request, told(error))
    return redirect(to("measure", desk.draft.key, name))
