"""The frame of a draft's pages: its name and state, the course of steps with what remains in each, back and forward."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.page import FormGuard, Link, Status, Step, Stepper, StepState
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import DeskAction, may_draft
from zhongchuang.policy.drafting.content import EntryKind
from zhongchuang.policy.models import Draft, DraftState
from zhongchuang.policy.packs.schema import ClauseClass, RuleBook
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.selectors import desk as reads
from zhongchuang.policy.selectors.desk import Workbench
from zhongchuang.policy.views.desk.common import guard_of, to
from zhongchuang.policy.views.desk.words import draft_status
from zhongchuang.policy.views.labels import place_name


class Stage(StrEnum):
    """The steps of the work, in their order; the value is the name of the page."""

    READING = "work"
    CLASSES = "classes"
    MEASURES = "measures"
    PROPOSALS = "proposals"
    CHECK = "check"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Move:
    """A step back or forward, and what it takes back or does again."""

    label: str
    guard: FormGuard


@dataclass(frozen=True, slots=True)
class Work:
    """What every page of a draft shows around its own content."""

    key: str
    page: str
    title: str
    status: Status
    place: str
    changed: str
    rail: Stepper
    undo: Move | None
    redo: Move | None
    may_edit: bool
    locked_because: str
    returned_because: str
    is_submitted: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft opened for a page: the draft, what it holds, the rule book in force."""

    draft: Draft
    bench: Workbench
    book: RuleBook
    may_edit: bool


def opened(request: HttpRequest, key: str) -> Opened:
    """The draft of an address. Raises NotFound where the reader may not see the desk or there is none."""
    actor = actor_of(request)
    draft = reads.draft_get(actor, key)
    may_edit = may_draft(actor, DeskAction.EDIT, draft)
    return Opened(draft, reads.workbench(draft), current_rulebook(), may_edit)


def work_of(desk: Opened, stage: Stage | None) -> Work:
    """The frame of a page; `stage` is the step it belongs to."""
    draft, bench = desk.draft, desk.bench
    undoes = bench.undoes if desk.may_edit else None
    redoes = bench.redoes if desk.may_edit else None
    return Work(
        key=draft.key,
        page=stage.value if stage else "history",
        title=draft.title,
        status=draft_status(draft),
        place=place_of(desk),
        changed=_("最近修改 %(when)s")
        % {"when": date_format(draft.changed_at.astimezone(SHANGHAI), "DATETIME_FORMAT")},
        rail=_rail(desk, stage),
        undo=Move(undoes, guard_of(draft)) if undoes is not None else None,
        redo=Move(redoes, guard_of(draft)) if redoes is not None else None,
        may_edit=desk.may_edit,
        locked_because="" if desk.may_edit else _locked_because(draft),
        returned_because=draft.returned_because if draft.state == DraftState.OPEN else "",
        is_submitted=draft.state == DraftState.SUBMITTED,
    )


def trail(desk: Opened, *more: Link) -> tuple[Link, ...]:
    """Where the page is."""
    steps = (Link(_("政策工作台"), to("")), Link(desk.draft.title, to("work", desk.draft.key)), *more)
    return (*steps[:-1], Link(steps[-1].label, ""))


def place_of(desk: Opened) -> str:
    """The place of the document, known to the packs or new with this draft."""
    code = desk.bench.content.head.place
    known = desk.book.places.get(code)
    if known is not None:
        return place_name(known.name.zh, known.name.en)
    new = next((place for place in desk.bench.content.places if place.code == code), None)
    return place_name(new.zh, new.en) if new else code


def without_measure(bench: Workbench) -> list[str]:
    """The clauses classed as measures that neither a measure nor a lineage stands for."""
    written = {str(row.get("clause")) for row in bench.content.measures}
    written |= {str(row.get("clause")) for row in bench.content.of(EntryKind.LINEAGE)}
    return [
        ref
        for ref in dict.fromkeys(clause.ref for clause in bench.clauses)
        if ClauseClass.MEASURE in bench.content.classes.get(ref, ()) and ref not in written
    ]


def _rail(desk: Opened, stage: Stage | None) -> Stepper:
    bench, state = desk.bench, desk.draft.state
    warnings, proposals = len(bench.open_warnings), len(bench.open_proposals)
    classed, clauses = bench.coverage
    missing = len(without_measure(bench))
    closed = state in (DraftState.SUBMITTED, DraftState.PUBLISHED)
    rows = (
        (
            Stage.READING,
            _("阅读核对"),
            not warnings,
            _left(warnings, ngettext("%(n)s 处疑点", "%(n)s 处疑点", warnings)),
        ),
        (Stage.CLASSES, _("归类"), classed == clauses, f"{classed}/{clauses}"),
        (
            Stage.MEASURES,
            _("措施"),
            classed > 0 and not missing,
            _left(missing, ngettext("%(n)s 条没写", "%(n)s 条没写", missing)),
        ),
        (
            Stage.PROPOSALS,
            _("职责与目标"),
            not proposals,
            _left(proposals, ngettext("%(n)s 条待定", "%(n)s 条待定", proposals)),
        ),
        (Stage.CHECK, _("检查提交"), closed, ""),
        (Stage.REVIEW, _("审核发布"), state == DraftState.PUBLISHED, ""),
    )
    return Stepper(
        _("起草的步骤"),
        tuple(
            Step(
                label,
                StepState.CURRENT if one is stage else StepState.DONE if done else StepState.NEXT,
                note,
                reverse(f"policy:desk_{one}", args=[desk.draft.key]),
            )
            for one, label, done, note in rows
        ),
    )


def _left(number: int, words: str) -> str:
    return words % {"n": number} if number else ""


def _locked_because(draft: Draft) -> str:
    match draft.state:
        case DraftState.SUBMITTED:
            return _("已提交审核，内容不能改；提交人可以收回。")
        case DraftState.PUBLISHED:
            return _("已发布，这里只供查看；要改请从已发布的文件打开修订。")
        case DraftState.DISCARDED:
            return _("已放弃，只供查看。")
        case _:
            return _("您可以看，不能改：起草由经办人员办理。")


def require_edit(desk: Opened) -> None:
    """Raises NotAllowed for whoever may only look, and for a draft that is not open."""
    if not desk.may_edit:
        raise NotAllowed()
