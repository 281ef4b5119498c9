"""Published documents at the desk: opened for amendment, repealed, superseded; and the ends a draft brings about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhongchuang.core.page import Link, SummaryList, SummaryRow, errors_of
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import DeskAction, may_draft
from zhongchuang.policy.drafting.content import DocumentEnd, EndKind
from zhongchuang.policy.errors import DraftThere
from zhongchuang.policy.forms.desk.ending import EndForm
from zhongchuang.policy.models import Document
from zhongchuang.policy.packs.schema import DocumentState, RuleBook
from zhongchuang.policy.selectors import browsing, current_rulebook, drafts
from zhongchuang.policy.services.desk import document_end, document_end_withdraw, draft_begin_amendment
from zhongchuang.policy.views import addresses
from zhongchuang.policy.views.desk.common import (
    desk_page,
    guard_of,
    guarded,
    key_of,
    put_errors,
    to,
    told,
)
from zhongchuang.policy.views.desk.frame import Opened, Stage, opened, trail, work_of
from zhongchuang.policy.views.desk.words import draft_status
from zhongchuang.policy.views.labels import place_name, state_status


@require_safe
@desk_page
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """A published document: who works on it, how to amend it, how to end it."""
    row = _document(request, slug)
    return _page(request, row, None)


def _document(request: HttpRequest, slug: str) -> Document:
    """Raises NotFound where the reader may not see the desk, or there is no such document."""
    actor = actor_of(request)
    if not may_draft(actor, DeskAction.VIEW):
        raise NotFound()
    return browsing.document_of(actor, slug)


def _page(request: HttpRequest, row: Document, form: EndForm | None, *, status: int = 200) -> HttpResponse:
    actor, book = actor_of(request), current_rulebook()
    live = drafts.live_draft_of(actor, row.slug)
    context = {
        "row": row,
        "facts": SummaryList(
            (
                SummaryRow(_("文号"), row.number),
                SummaryRow(_("地区"), place_name(row.place.name, row.place.name_en)),
                SummaryRow(_("效力"), state_status(DocumentState(row.state))),
                SummaryRow(_("公开页面"), Link(_("看公开的页面"), addresses.to_document(row.slug))),
            )
        ),
        "live": live,
        "live_status": draft_status(live) if live else None,
        "may_begin": may_draft(actor, DeskAction.BEGIN) and not row.withdrawn,
        "amend_guard": guard_of(),
        "end_guard": guard_of(),
        "end_form": form or EndForm(_held(book), (), only=row.slug),
        "breadcrumbs": (Link(_("政策工作台"), to("")), Link(row.number or row.title, "")),
    }
    return render(request, "policy/desk/document.html", context, status=status)


def _held(book: RuleBook) -> list[tuple[str, str]]:
    return [
        (one.id, f"{one.title}（{one.number}）" if one.number else one.title)
        for pack in book.packs.values()
        for one in pack.documents.values()
    ]


@require_POST
@desk_page
def amend(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a published document as a draft."""
    _document(request, slug)
    try:
        draft = draft_begin_amendment(actor=actor_of(request), document=slug, key=key_of(request))
    except DraftThere as error:
        return _to_live(request, error)
    messages.success(request, _("已打开修订；发布之前，公众看到的仍是现行的。"))
    return redirect(to("work", draft.key))


def _to_live(request: HttpRequest, error: DraftThere) -> HttpResponse:
    """Somebody is at work on it already: there."""
    messages.error(request, told(error))
    return redirect(to("work", error.key) if error.key else to(""))


@require_POST
@desk_page
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft that ends a published document; a second person publishes it like any other."""
    row, actor, key = _document(request, slug), actor_of(request), key_of(request)
    if not may_draft(actor, DeskAction.BEGIN):
        raise NotAllowed()
    form = EndForm(_held(current_rulebook()), (), request.POST, only=slug)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        draft = draft_begin_amendment(actor=actor, document=slug, key=key)
        document_end(
            actor=actor, draft=draft, end=form.end(), expected_version=FIRST_VERSION, key=f"{key}-end"
        )
    except DraftThere as error:
        return _to_live(request, error)
    except (InvalidInput, Conflict) as error:
        return _page(request, row, form, status=put_errors(form, error))
    messages.success(request, _("终止已起草；提交后由审核人员发布才生效。"))
    return redirect(to("check", draft.key))


FIRST_VERSION = 1
"""Of a draft just begun."""


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def ends(request: HttpRequest, key: str) -> HttpResponse:
    """The documents this draft repeals or supersedes."""
    desk = opened(request, key)
    if request.method != "POST":
        return _ends_page(request, desk, _end_form(desk))
    if not desk.may_edit:
        raise NotAllowed()
    if request.POST.get("do") == "withdraw":
        return _withdraw(request, desk)
    form = _end_form(desk, request.POST)
    if not form.is_valid():
        return _ends_page(request, desk, form, status=422)
    try:
        document_end(actor=actor_of(request), draft=desk.draft, end=form.end(), **guarded(request))
    except (InvalidInput, Conflict) as error:
        return _ends_page(request, desk, form, status=put_errors(form, error))
    messages.success(request, _("已写下，发布后生效。"))
    return redirect(to("ends", key))


def _end_form(desk: Opened, data: Any = None) -> EndForm:
    """What may be ended: published documents; its own document only where it is published already."""
    own = desk.bench.content.head
    held = _held(desk.book)
    if all(slug != own.id for slug, _title in held):
        held.append((own.id, own.title))
    clauses = list(dict.fromkeys(clause.ref for clause in desk.bench.clauses))
    return EndForm(held, clauses, data)


def _withdraw(request: HttpRequest, desk: Opened) -> HttpResponse:
    name = request.POST.get("document", "")
    document_end_withdraw(actor=actor_of(request), draft=desk.draft, document=name, **guarded(request))
    return redirect(to("ends", desk.draft.key))


def _ends_page(request: HttpRequest, desk: Opened, form: EndForm, *, status: int = 200) -> HttpResponse:
    context = {
        "work": work_of(desk, Stage.READING),
        "ends": [
            (title, words, one.document, guard_of(desk.draft))
            for one, (title, words) in zip(desk.bench.content.ends, ends_told(desk), strict=True)
        ],
        "form": form,
        "errors": errors_of(form),
        "guard": guard_of(desk.draft),
        "breadcrumbs": trail(desk, Link(_("废止与替代"), "")),
    }
    return render(request, "policy/desk/ends.html", context, status=status)


def ends_told(desk: Opened) -> list[tuple[str, str]]:
    """The documents that publishing the draft ends, and how each ends."""
    titles = dict(_held(desk.book))
    return [(titles.get(one.document, one.document), _words(one, titles)) for one in desk.bench.content.ends]


def _words(one: DocumentEnd, titles: dict[str, str]) -> str:
    """How a document ends, in a sentence."""
    word = _("废止") if one.kind is EndKind.REPEALED else _("失效")
    said = _("自 %(day)s 起%(word)s") % {"day": one.on.isoformat(), "word": word}
    if one.by:
        said += _("，由“%(title)s”取代") % {"title": titles.get(one.by, one.by)}
    if one.quote:
        said += f"：{one.clause} “{one.quote}”"
    elif one.source:
        said += f"（{one.source}）"
    return said
