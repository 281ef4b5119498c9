"""A programme being written: its parts on pages of their own, what is wrong beside each, a preview, the second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.forms.programme_words import ADDING
from zhongchuang.cases.forms.programmes import NodeForm, is_relevant
from zhongchuang.cases.models import ProgrammeDraft
from zhongchuang.cases.programmes.editing import (
    NoSuchNode,
    Slot,
    entries_at,
    kind_at,
    node_at,
    parse_path,
    path_text,
    slots_of,
)
from zhongchuang.cases.programmes.known import PREFILLS
from zhongchuang.cases.programmes.problems import Path, ProgrammeError
from zhongchuang.cases.programmes.reading import read_content
from zhongchuang.cases.programmes.schema import Part, Programme
from zhongchuang.cases.selectors import programmes as reads
from zhongchuang.cases.services import drafting
from zhongchuang.cases.services.repeating import signed
from zhongchuang.cases.views.guarding import desk_page, english, guard_of, guarded, put_errors, told
from zhongchuang.cases.views.programme_words import (
    label_of,
    line_of,
    node_address,
    note_of,
    place_of,
    text_of,
)
from zhongchuang.cases.views.programmes import see, write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, ZhongchuangError
from zhongchuang.core.page import Link, errors_of
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.selectors import current_rulebook

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Group:
    """A page over some keys of the programme itself."""

    id: str
    label: StrOrPromise
    names: tuple[str, ...]


GROUPS = (
    Group(
        "basics",
        gettext_lazy("基本情况"),
        (
            "title",
            "summary",
            "kind",
            "department",
            "contact",
            "applicant",
            "kinds",
            "windows",
            "per_applicant",
            "awaiting",
        ),
    ),
    Group("basis", gettext_lazy("依据"), ("basis",)),
    Group("form", gettext_lazy("表单"), ("sections",)),
    Group("rules", gettext_lazy("核对条件"), ("parameters", "checks", "claims")),
    Group("materials", gettext_lazy("材料"), ("materials",)),
    Group(
        "steps",
        gettext_lazy("步骤"),
        ("steps", "accept_days", "return_days", "chain", "notice", "decision", "proactive"),
    ),
    Group("review", gettext_lazy("评审"), ("review",)),
    Group("money", gettext_lazy("资金"), ("money",)),
    Group("after", gettext_lazy("后续"), ("aftercare", "term", "honesty", "changes", "personal_months")),
)
BY_ID = {group.id: group for group in GROUPS}


@dataclass(frozen=True, slots=True)
class Entry:
    """A node in a list: one line, what else to know, where it is edited, where it stands."""

    line: str
    note: str
    url: str
    at: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Children:
    """What a node holds under one key: a list of nodes, or one that may be left out."""

    label: str
    add: StrOrPromise
    at: str
    entries: tuple[Entry, ...]
    is_list: bool
    may_add: bool
    removable: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """One thing wrong: where, what, and the page on which it is put right."""

    where: str
    sentence: str
    url: str


FORMS = 5
"""Forms a page of these can hold."""


@require_safe
@desk_page
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as a whole opens on its first page."""
    see(request)
    return redirect("cases:programme_group", reads.draft_of(pk).pk, GROUPS[0].id)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def group(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """One page of the programme's own keys, with the lists that belong to it."""
    see(request)
    shown = BY_ID.get(group)
    if shown is None:
        raise NotFound()
    row = reads.draft_of(pk)
    return _node_page(request, row, (), shown)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def node(request: HttpRequest, pk: int, at: str) -> HttpResponse:
    """One node: a section, a field, a criterion …"""
    see(request)
    row = reads.draft_of(pk)
    return _node_page(request, row, _path(at), None)


def _path(at: str) -> Path:
    try:
        return parse_path(at)
    except NoSuchNode:
        raise NotFound() from None


def _node_page(request: HttpRequest, row: ProgrammeDraft, path: Path, shown: Group | None) -> HttpResponse:
    try:
        kind, held = kind_at(path), node_at(row.content, path)
    except NoSuchNode:
        raise NotFound() from None
    names = shown.names if shown else None
    choices = _choices()
    form = NodeForm(kind=kind, node=held, names=names, choices=choices)
    status = 200
    if request.method == "POST":
        write(request)
        form = NodeForm(request.POST, kind=kind, node=held, names=names, choices=choices)
        status = 422
        if form.is_valid():
            try:
                drafting.programme_draft_fill(
                    actor=actor_of(request),
                    draft_id=row.pk,
                    path=path,
                    values=form.values(),
                    expected_version=form.cleaned_data["row_version"],
                    key=form.cleaned_data["idempotency_key"],
                )
            except ZhongchuangError as error:
                if isinstance(error, NotAllowed | NotFound):
                    raise
                status = put_errors(form, error)
            else:
                messages.success(request, _("已保存。"))
                return redirect(_address(row, path, shown))
    context = {
        **_frame(request, row, shown or _group_of(path), path),
        "heading": str(shown.label) if shown else line_of(kind, held),
        "form": form,
        "fields": form.visible,
        "errors": errors_of(form) if form.is_bound else None,
        "children": [
            _children(row, path, slot)
            for slot in slots_of(kind)
            if slot.is_part and (names is None or slot.name in names) and is_relevant(kind, held, slot.name)
        ],
        "path": path_text(path),
    }
    return render(request, "cases/programmes/node.html", context, status=status)


def _address(row: ProgrammeDraft, path: Path, shown: Group | None) -> str:
    if shown is not None:
        return reverse("cases:programme_group", args=[row.pk, shown.id])
    return node_address(row.pk, path)


def _group_of(path: Path) -> Group:
    """The page a node belongs to by its first key."""
    return next(one for one in GROUPS if path[0] in one.names)


def _children(row: ProgrammeDraft, path: Path, slot: Slot) -> Children:
    here = (*path, slot.name)
    kind: type[Part] = slot.type
    model = kind_at(path)
    label = label_of(model, slot.name)
    add = ADDING.get(f"{model.__name__}.{slot.name}", _("添加"))
    if slot.is_list:
        nodes = entries_at(row.content, here)
        entries = tuple(
            Entry(
                line_of(kind, one),
                note_of(kind, one),
                node_address(row.pk, (*here, number)),
                path_text((*here, number)),
                number == 0,
                number == len(nodes) - 1,
            )
            for number, one in enumerate(nodes)
        )
        return Children(label, add, path_text(here), entries, True, True)
    held = node_at(row.content, path).get(slot.name)
    entries = ()
    if isinstance(held, dict):
        entries = (
            Entry(label, note_of(kind, held), node_address(row.pk, here), path_text(here), True, True),
        )
    return Children(label, add, path_text(here), entries, False, not entries, removable=slot.optional)


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What stands in the library to choose from."""
    book = current_rulebook()
    documents = [
        (document.id, f"{document.number or ''} {document.title}".strip())
        for pack in book.packs.values()
        for document in pack.documents.values()
    ]
    others = [
        (one.id, _("%(title)s（原文未收录）") % {"title": f"{one.number or ''} {one.title}".strip()})
        for pack in book.packs.values()
        for one in pack.basis.values()
    ]
    measures = [
        (m.id, f"{m.title.en if english() else m.title.zh}（{m.clause.ref}，{m.id.partition('/')[0]}）")
        for m in book.measures()
    ]
    facts = [
        (name, f"{question.label.en if english() else question.label.zh}（{name}）")
        for name, question in book.questions.items()
    ]
    return {
        "Basis.document": [*documents, *others],
        "Basis.measure": measures,
        "FormField.prefill": [(name, name) for name in PREFILLS]
        + [(f"fact:{n}", f"fact:{n}") for n, _l in facts],
        "FormField.fact": facts,
    }


def _frame(request: HttpRequest, row: ProgrammeDraft, shown: Group | None, path: Path) -> dict[str, Any]:
    """What stands on every page of a draft: its parts, what is wrong, what can be done with it."""
    actor = actor_of(request)
    problems = drafting.draft_problems(row)
    mine = row.written_by == signed(actor)
    title = text_of(row.content.get("title")) or row.code
    trail: list[Link] = [
        Link(pgettext("programme", "项目"), reverse("cases:programmes")),
        Link(title, reverse("cases:programme_draft", args=[row.pk])),
    ]
    if path and shown is not None:
        trail.append(Link(shown.label, reverse("cases:programme_group", args=[row.pk, shown.id])))
        for length in range(2, len(path), 2):
            above = path[:length]
            if isinstance(above[-1], int):
                trail.append(
                    Link(line_of(kind_at(above), node_at(row.content, above)), node_address(row.pk, above))
                )
    return {
        "draft": row,
        "draft_title": title,
        "previewing": shown is None,
        "groups": [
            Link(one.label, reverse("cases:programme_group", args=[row.pk, one.id]), current=one is shown)
            for one in GROUPS
        ],
        "problems": [_told(row, problem) for problem in problems],
        "may_write": may_case(actor, CaseAction.ARRANGE),
        "may_submit": may_case(actor, CaseAction.ARRANGE) and not problems and row.submitted_at is None,
        "may_publish": may_case(actor, CaseAction.PUBLISH) and row.submitted_at is not None and not mine,
        "waits": row.submitted_at is not None,
        "mine": mine,
        "guards": [guard_of(row) for _form in range(FORMS)],  # each form a key of its own
        "breadcrumbs": (*trail, Link(_("编辑"), "")),
    }


def _told(row: ProgrammeDraft, problem: Any) -> Told:
    """A problem and the page it is put right on: that of the nearest node that is there."""
    path = problem.path
    url = ""
    while path and not url:
        try:
            kind_at(path)
            node_at(row.content, path)
            url = node_address(row.pk, path)
        except NoSuchNode:
            path = path[:-1]
    if not url:
        first = problem.path[0] if problem.path else GROUPS[0].names[0]
        shown = next((one for one in GROUPS if first in one.names), GROUPS[0])
        url = reverse("cases:programme_group", args=[row.pk, shown.id])
    return Told(place_of(problem), problem.en if english() else problem.zh, url)


@require_POST
@desk_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a node in, take one out, move one: `op` is the button that was pressed, `add sections` or `up sections.1`."""
    write(request)
    row = reads.draft_of(pk)
    op, _space, at = request.POST.get("op", "").partition(" ")
    path = _path(at)
    given: dict[str, Any] = {"actor": actor_of(request), "draft_id": row.pk, "path": path, **guarded(request)}
    back = request.POST.get("back", "")
    try:
        match op:
            case "add":
                done = drafting.programme_draft_add(**given)
                return redirect(node_address(row.pk, _last(done, path)))
            case "remove":
                drafting.programme_draft_remove(**given)
            case "up" | "down":
                drafting.programme_draft_shift(**given, by=-1 if op == "up" else 1)
            case _:
                raise NotFound()
    except (Refused, InvalidInput) as error:
        messages.error(request, told(error))
    return redirect(_back(row, back, path))


def _last(row: ProgrammeDraft, path: Path) -> Path:
    """Where the node that was just put in stands."""
    try:
        return (*path, len(entries_at(row.content, path)) - 1)
    except NoSuchNode:
        return path


def _back(row: ProgrammeDraft, back: str, path: Path) -> str:
    """The page the button stood on: a node's, or a group's."""
    if back:
        return node_address(row.pk, _path(back))
    return reverse("cases:programme_group", args=[row.pk, _group_of(path).id])


@require_safe
@desk_page
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as somebody who applies will read it."""
    see(request)
    row = reads.draft_of(pk)
    try:
        said: Programme | None = read_content(row.content)
    except ProgrammeError:
        said = None
    context = {
        **_frame(request, row, None, ()),
        "said": said,
        "sections": said.sections if said else (),
        "materials": said.materials if said else (),
    }
    return render(request, "cases/programmes/preview.html", context)
