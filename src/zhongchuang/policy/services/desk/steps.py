"""What every step at the desk has in common: the draft locked, its content changed, the step kept, logged; back and forth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.policy.access import DeskAction, may_draft, visible_drafts
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.content import DraftContent
from zhongchuang.policy.errors import DraftThere, NothingToUndo
from zhongchuang.policy.models import Draft, DraftState, DraftStep

LONGEST_LABEL = 200
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Step:
    """What a step changes a content to, and how it is told in the history."""

    content: DraftContent
    label: str


Change = Callable[[DraftContent, Draft], Step]
"""Works out a step from what the locked draft holds; raises DraftInvalid where it does not fit."""


def step_make(
    *,
    actor: Actor,
    verb: str,
    draft: Draft,
    expected_version: int,
    key: str | None,
    request: Mapping[str, object],
    change: Change,
) -> Draft:
    """One step: check → lock → change → keep → log. What lay ahead after an undo is cut off.

    Raises NotFound, NotAllowed, StaleVersion, KeyReused, and what `change` raises.
    """
    check_access(actor, DeskAction.VIEW, draft)

    def run() -> Draft:
        locked = locked_draft(actor, DeskAction.EDIT, draft, expected_version)
        before = content_at(locked)
        step = change(before, locked)
        locked.steps.filter(number__gt=locked.cursor).delete()
        locked.cursor += 1
        _keep_step(locked, actor, verb, step)
        _show(locked, step.content)
        draft_save(locked, actor, expected_version)
        log(actor, verb, locked, {"step": locked.cursor, "label": step.label})
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"draft": draft.key, "version": expected_version, **request},
        run=run,
        remember=lambda changed: changed.pk,
        recall=draft_at,
    )


def first_step(draft: Draft, actor: Actor, verb: str, step: Step) -> None:
    """Step 0 of a draft just made."""
    _keep_step(draft, actor, verb, step)


def draft_undo(*, actor: Actor, draft: Draft, expected_version: int, key: str | None = None) -> Draft:
    """Back to what the draft held before its last step. Raises NothingToUndo, NotFound, NotAllowed, StaleVersion."""
    return _move(actor, "policy.draft_undo", draft, expected_version, key, -1)


def draft_redo(*, actor: Actor, draft: Draft, expected_version: int, key: str | None = None) -> Draft:
    """Forward again to the step that was undone last. Raises NothingToUndo, NotFound, NotAllowed, StaleVersion."""
    return _move(actor, "policy.draft_redo", draft, expected_version, key, +1)


def _move(actor: Actor, verb: str, draft: Draft, expected_version: int, key: str | None, by: int) -> Draft:
    check_access(actor, DeskAction.VIEW, draft)

    def run() -> Draft:
        locked = locked_draft(actor, DeskAction.EDIT, draft, expected_version)
        there = locked.steps.filter(number=locked.cursor + by).first()
        if there is None:
            raise NothingToUndo(ahead=by > 0)
        before = locked.cursor
        locked.cursor = there.number
        _show(locked, DraftContent.from_json(there.content))
        draft_save(locked, actor, expected_version)
        log(actor, verb, locked, {"from": before, "step": locked.cursor})
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"draft": draft.key, "version": expected_version},
        run=run,
        remember=lambda changed: changed.pk,
        recall=draft_at,
    )


def content_at(draft: Draft) -> DraftContent:
    """What the draft holds now."""
    return DraftContent.from_json(draft.steps.get(number=draft.cursor).content)


def reading_of(draft: Draft) -> Document:
    """Its text as the reader gave it, before any mend."""
    return Document.from_json(draft.reading)


def check_access(actor: Actor, action: DeskAction, draft: Draft) -> None:
    """Whoever may not see the desk is told that there is no such draft. Raises NotFound, NotAllowed.

    A verb asks for more than a look only once it holds the draft: what it may do hangs on the draft's state, and a request
    repeated after it was answered is to get its answer.
    """
    if not may_draft(actor, DeskAction.VIEW, draft):
        raise NotFound()
    if not may_draft(actor, action, draft):
        raise NotAllowed(*_why_not(action, draft))


def locked_draft(actor: Actor, action: DeskAction, draft: Draft, expected_version: int) -> Draft:
    """The draft held until the transaction ends, as it is now. Raises NotFound, NotAllowed, StaleVersion."""
    locked: Draft = lock_row(
        visible_drafts(actor, Draft.objects.all()), draft.pk, expected_version=expected_version
    )
    check_access(actor, action, locked)
    return locked


def draft_save(draft: Draft, actor: Actor, expected_version: int) -> None:
    """Write a changed draft and who worked on it. Raises DraftThere where another draft bears the document's id by now."""
    if actor.user_id is not None and actor.user_id not in draft.worked_by:
        draft.worked_by = [*draft.worked_by, actor.user_id]
    draft.changed_at = clock.now()
    fields = ["title", "document_slug", "place_code", "cursor", "worked_by", "changed_at"]
    try:
        with transaction.atomic():
            save_versioned(draft, expected_version=expected_version, fields=fields)
    except IntegrityError:
        refuse_second(draft.document_slug)
        raise


def refuse_second(document: str) -> None:
    """The database lets only one live draft of a document be; where there is one, it is named. Raises DraftThere."""
    states = [DraftState.OPEN, DraftState.SUBMITTED]
    live = Draft.objects.filter(document_slug=document, state__in=states).first()
    if live is not None:
        raise DraftThere(live.key, live.title) from None


def draft_at(pk: Json) -> Draft:
    """The draft a repeated request was answered with; it may have moved on since."""
    draft: Draft = Draft.objects.get(pk=pk)
    return draft


def log(actor: Actor, verb: str, draft: Draft, after: Mapping[str, object]) -> None:
    """What happened to a draft."""
    audit_write(
        actor=actor,
        verb=verb,
        target=draft,
        after={"document": draft.document_slug, "state": draft.state, **after},
    )


def title_of(content: DraftContent) -> str:
    """How a draft is called in lists."""
    return (content.head.title or content.head.number or content.head.id)[:LONGEST_TITLE]


def _keep_step(draft: Draft, actor: Actor, verb: str, step: Step) -> None:
    DraftStep.objects.create(
        draft=draft,
        number=draft.cursor,
        verb=verb,
        label=step.label[:LONGEST_LABEL],
        content=step.content.to_json(),
        made_by=actor.user_id or actor.name,
        made_at=clock.now(),
    )


def _show(draft: Draft, content: DraftContent) -> None:
    """The columns that lists show follow the content."""
    draft.title = title_of(content)
    draft.document_slug = content.head.id
    draft.place_code = content.head.place


def _why_not(action: DeskAction, draft: Draft) -> tuple[str, str]:
    if action in (DeskAction.PUBLISH, DeskAction.RETURN) and draft.is_submitted:
        return (
            "发布和退回要由没有经手过这份草稿的审核人员来做。",
            "Publishing and returning are for a reviewer who has not worked on this draft.",
        )
    if not draft.is_open and action in (DeskAction.EDIT, DeskAction.SUBMIT, DeskAction.DISCARD):
        return "这份草稿不在起草中，不能修改。", "This draft is not open and cannot be changed."
    return "您没有权限做这件事。", "You are not allowed to do this."
