"""Everything wrong told together, submitting, and the second person's decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.errors import InvalidInput, Refused
from zhongchuang.core.page import ClauseQuote, Diff, Link, Status, SummaryList, SummaryRow, diff_texts
from zhongchuang.parties.access import Role, holds
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import DeskAction, may_draft
from zhongchuang.policy.drafting.changing import EntryChange, Fate
from zhongchuang.policy.drafting.checking import DraftProblem
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.errors import DraftInvalid
from zhongchuang.policy.forms.desk.shelf import ReturnForm
from zhongchuang.policy.matching.describing import Description
from zhongchuang.policy.models import DraftState
from zhongchuang.policy.selectors import desk as reads
from zhongchuang.policy.selectors.sketches import draft_effect, sketched
from zhongchuang.policy.services.desk import draft_publish, draft_return, draft_submit, draft_take_back
from zhongchuang.policy.views.desk.common import desk_page, guard_of, guarded, put_errors, to, told
from zhongchuang.policy.views.desk.effects import Effect, effect_table
from zhongchuang.policy.views.desk.ending import ends_told
from zhongchuang.policy.views.desk.frame import Opened, Stage, opened, trail, work_of
from zhongchuang.policy.views.desk.plain import plain_of
from zhongchuang.policy.views.desk.problems import grouped
from zhongchuang.policy.views.desk.reading import doubts
from zhongchuang.policy.views.labels import in_language, modality_status

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ASKED = "effect"
"""In the query: the effect on the examples is asked for; it takes a moment, so it comes after the page."""
KINDS: Mapping[EntryKind, StrOrPromise] = {
    EntryKind.MEASURE: gettext_lazy("措施"),
    EntryKind.DUTY: gettext_lazy("职责"),
    EntryKind.TARGET: gettext_lazy("目标"),
    EntryKind.EXAMPLE: gettext_lazy("实例"),
    EntryKind.LINEAGE: gettext_lazy("沿袭"),
    EntryKind.FIELDS: gettext_lazy("重点领域"),
    EntryKind.BASIS: gettext_lazy("依据文件"),
    EntryKind.FACT: gettext_lazy("事实"),
}
FATES: Mapping[Fate, StrOrPromise] = {
    Fate.ADDED: gettext_lazy("新增"),
    Fate.CHANGED: gettext_lazy("修改"),
    Fate.REMOVED: gettext_lazy("删去"),
}


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure of the draft for the one who decides: its words, its rule in plain words."""

    title: str
    status: Status
    quote: ClauseQuote
    plain: Description | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One entry that changes, as it stands and as it would stand."""

    title: str
    diff: Diff


@require_safe
@desk_page
def check(request: HttpRequest, key: str) -> HttpResponse:
    """Everything wrong, each with the way to it; what publishing would change; the button."""
    return _check_page(request, opened(request, key))


def _check_page(request: HttpRequest, desk: Opened, *, error: str = "", status: int = 200) -> HttpResponse:
    actor, draft = actor_of(request), desk.draft
    problems = reads.problems_of(desk.bench, desk.book) if draft.state != DraftState.PUBLISHED else ()
    may_submit = may_draft(actor, DeskAction.SUBMIT, draft)
    context = {
        "work": work_of(desk, Stage.CHECK),
        "problems": grouped(desk, problems),
        "problems_told": ngettext("还有 %(n)s 处要处理", "还有 %(n)s 处要处理", len(problems))
        % {"n": len(problems)},
        "summary": _summary(desk, reads.changes_of_draft(desk.bench, desk.book)),
        "effect": _effect(desk) if ASKED in request.GET else None,
        "effect_url": to("check", draft.key, **{ASKED: "1"}),
        "may_submit": may_submit and not problems,
        "may_take_back": may_draft(actor, DeskAction.TAKE_BACK, draft),
        "submit_why_not": _("上面列出的处理完，就可以提交。") if may_submit else "",
        "guard": guard_of(draft),
        "told": error,
        "breadcrumbs": trail(desk, Link(_("检查提交"), "")),
    }
    return render(request, "policy/desk/check.html", context, status=status)


def _effect(desk: Opened) -> Effect:
    return effect_table(*draft_effect(desk.bench, desk.book))


def _summary(desk: Opened, changes: Iterable[EntryChange]) -> SummaryList:
    """How many entries of which kind are added, changed, taken away, and every document that ends with it."""
    counted: dict[tuple[EntryKind | None, Fate], list[str]] = {}
    for change in changes:
        counted.setdefault((change.kind, change.fate), []).append(change.title)
    rows = [
        SummaryRow(
            f"{FATES[fate]}{_('文件') if kind is None else KINDS[kind]}",
            len(titles) if kind is not None else titles[0],
            note="" if kind is None else _("、").join(titles),  # all of them: who decides must see each
        )
        for (kind, fate), titles in counted.items()
    ]
    # A document ended here is another than the draft's: whoever decides must not overlook it among the changes of this one.
    rows += [SummaryRow(_("废止与替代"), title, note=words) for title, words in ends_told(desk)]
    return SummaryList(tuple(rows) or (SummaryRow(_("改动"), _("和现行内容没有不同")),))


@require_safe
@desk_page
def review(request: HttpRequest, key: str) -> HttpResponse:
    """What a second person decides on: what changes, beside what stands; how doubts were settled; the effect."""
    return _review_page(request, opened(request, key), ReturnForm())


def _review_page(
    request: HttpRequest, desk: Opened, form: ReturnForm, *, blocked: str = "", status: int = 200
) -> HttpResponse:
    actor, draft = actor_of(request), desk.draft
    published = draft.state == DraftState.PUBLISHED
    changes = () if published else reads.changes_of_draft(desk.bench, desk.book)
    problems: tuple[DraftProblem, ...] = ()
    if draft.state == DraftState.SUBMITTED:
        problems = reads.problems_of(desk.bench, desk.book)
    context = {
        "work": work_of(desk, Stage.REVIEW),
        "blocked": blocked or _blocked(problems),
        "summary": _summary(desk, changes),
        "measures": _measures(desk),
        "diff": list(_compared(changes)),
        "settled": doubts(desk),
        "effect": _effect(desk) if ASKED in request.GET and not published else None,
        "effect_url": "" if published else to("review", draft.key, **{ASKED: "1"}),
        "may_decide": may_draft(actor, DeskAction.PUBLISH, draft),
        "why_not": _why_not(request, desk),
        "publish_guard": guard_of(draft),
        "return_guard": guard_of(draft),
        "return_form": form,
        "breadcrumbs": trail(desk, Link(_("审核发布"), "")),
    }
    return render(request, "policy/desk/review.html", context, status=status)


def _blocked(problems: tuple[DraftProblem, ...]) -> str:
    """What stands in the way since it was submitted: the rule book has moved on."""
    if not problems:
        return ""
    return ngettext(
        "现在还不能发布：有 %(n)s 处要处理。", "现在还不能发布：有 %(n)s 处要处理。", len(problems)
    ) % {"n": len(problems)}


def _why_not(request: HttpRequest, desk: Opened) -> str:
    """Why the reader has no button here."""
    draft, actor = desk.draft, actor_of(request)
    match draft.state:
        case DraftState.OPEN:
            return _("还没有提交，提交以后由没有经手过的审核人员决定。")
        case DraftState.PUBLISHED:
            return _("已经发布，没有要决定的。")
        case DraftState.DISCARDED:
            return _("已经放弃，没有要决定的。")
    if holds(actor, Role.REVIEWER, Role.ADMINISTRATOR):
        return _("您经手过这份草稿，不能由您发布或退回：请另一位审核人员办理。")
    return _("发布和退回由审核人员办理。")


def _measures(desk: Opened) -> list[MeasureShown]:
    drawn = sketched(desk.bench, desk.book)
    head = desk.bench.content.head
    return [
        MeasureShown(
            in_language(measure.title),
            modality_status(measure.modality),
            ClauseQuote(measure.quote, f"《{head.title}》", head.number or "", measure.clause.ref),
            plain_of(drawn.book, measure),
        )
        for measure in drawn.measures.values()
    ]


def _compared(changes: Iterable[EntryChange]) -> Iterable[Compared]:
    for change in changes:
        if change.fate is not Fate.CHANGED:
            continue
        kind = _("文件") if change.kind is None else KINDS[change.kind]
        before, after = (_readable(dict(row or {})) for row in (change.before, change.after))
        labels = {"before_label": _("现行"), "after_label": _("发布后")}
        yield Compared(f"{kind} {change.title}", diff_texts(before, after, **labels))


def _readable(entry: dict[str, Any]) -> str:
    """An entry line by line; its number of version goes up by itself and is no change."""
    entry.pop("version", None)
    return str(yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=100))


@require_POST
@desk_page
def submit(request: HttpRequest, key: str) -> HttpResponse:
    """Hand it to a second person."""
    draft = reads.draft_get(actor_of(request), key)
    try:
        draft_submit(actor=actor_of(request), draft=draft, **guarded(request))
    except Refused as error:
        messages.error(request, told(error))
        return redirect(to("check", key))
    messages.success(request, _("已提交审核。发布前可以收回。"))
    return redirect(to("review", key))


@require_POST
@desk_page
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Go on working on what one has submitted."""
    draft = reads.draft_get(actor_of(request), key)
    draft_take_back(actor=actor_of(request), draft=draft, **guarded(request))
    messages.success(request, _("已收回，可以接着改。"))
    return redirect(to("check", key))


@require_POST
@desk_page
def give_back(request: HttpRequest, key: str) -> HttpResponse:
    """Return it with the reason."""
    desk, form = opened(request, key), ReturnForm(request.POST)
    guard = guarded(request)
    if not form.is_valid() and may_draft(actor_of(request), DeskAction.RETURN, desk.draft):
        return _review_page(request, desk, form, status=422)
    reason = form.cleaned_data.get("reason", "")
    try:
        draft_return(actor=actor_of(request), draft=desk.draft, reason=reason, **guard)
    except DraftInvalid as error:
        return _review_page(request, desk, form, status=put_errors(form, error))
    messages.success(request, _("已退回，理由写在草稿顶上。"))
    return redirect(to(""))


@require_POST
@desk_page
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Put it in force."""
    draft, guard = reads.draft_get(actor_of(request), key), guarded(request)
    try:
        published = draft_publish(actor=actor_of(request), draft=draft, **guard)
    except (Refused, InvalidInput) as error:
        messages.error(request, told(error))
        return redirect(to("review", key))
    messages.success(request, _("已发布，公众现在就能看到。"))
    return redirect("policy:document", slug=published.document_slug)
