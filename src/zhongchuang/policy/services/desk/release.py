"""A draft submitted, returned, published: what one person wrote a second one puts in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import exclusive, save_versioned
from zhongchuang.policy.access import DeskAction, may_draft
from zhongchuang.policy.drafting.checking import DraftProblem, check_draft
from zhongchuang.policy.drafting.rendering import RenderConflict, render
from zhongchuang.policy.errors import DraftInvalid, DraftNotReady, DraftOutdated
from zhongchuang.policy.models import Draft, DraftState, PackOrigin
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors.desk import base_book, taken_versions
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services.desk.steps import (
    check_access,
    content_at,
    draft_at,
    locked_draft,
    log,
    reading_of,
)
from zhongchuang.policy.services.packs import LOCK, files_publish

LONGEST_REASON = 2000


def draft_submit(*, actor: Actor, draft: Draft, expected_version: int, key: str | None = None) -> Draft:
    """Hand a draft to a second person. Everything wrong with it stops it.

    Raises DraftNotReady, DraftOutdated; NotFound, NotAllowed, StaleVersion, KeyReused, NoPacks.
    """
    looked_at = _look(actor, DeskAction.SUBMIT, draft)

    def change(locked: Draft) -> Mapping[str, object]:
        _look_again(locked, looked_at)
        locked.submitted_by = actor.user_id or actor.name
        locked.submitted_at = clock.now()
        locked.returned_because = ""
        return {"step": locked.cursor}

    return _moved(
        actor,
        DeskAction.SUBMIT,
        DraftState.SUBMITTED,
        "policy.draft_submit",
        draft,
        expected_version,
        key,
        {},
        change,
    )


def draft_take_back(*, actor: Actor, draft: Draft, expected_version: int, key: str | None = None) -> Draft:
    """Whoever submitted it goes on working on it. Raises NotFound, NotAllowed, StaleVersion, KeyReused."""
    return _moved(
        actor,
        DeskAction.TAKE_BACK,
        DraftState.OPEN,
        "policy.draft_take_back",
        draft,
        expected_version,
        key,
        {},
        lambda _locked: {},
    )


def draft_return(
    *, actor: Actor, draft: Draft, reason: str, expected_version: int, key: str | None = None
) -> Draft:
    """A second person gives it back and says why. Raises DraftInvalid (field `reason`); NotFound, NotAllowed, StaleVersion."""
    words = reason.strip()

    def change(locked: Draft) -> Mapping[str, object]:
        if not words or len(words) > LONGEST_REASON:
            zh = f"请写明退回的理由（不超过 {LONGEST_REASON} 字）。"
            raise DraftInvalid(
                {"reason": Wording(zh, f"Say why it is returned (at most {LONGEST_REASON} characters).")}
            )
        locked.returned_because = words
        return {"reason": words}

    return _moved(
        actor,
        DeskAction.RETURN,
        DraftState.OPEN,
        "policy.draft_return",
        draft,
        expected_version,
        key,
        {"reason": words},
        change,
    )


def draft_publish(*, actor: Actor, draft: Draft, expected_version: int, key: str | None = None) -> Draft:
    """Put a submitted draft in force: checked again, whole, against what is in force at this moment.

    Raises DraftNotReady, DraftOutdated, ItemVersionTaken; NotFound, NotAllowed (who worked on it may not), StaleVersion,
    KeyReused, NoPacks.
    """
    looked_at = _look(actor, DeskAction.PUBLISH, draft)

    def run() -> Draft:
        with exclusive(LOCK):
            locked = locked_draft(actor, DeskAction.PUBLISH, draft, expected_version)
            book = _look_again(locked, looked_at)
            files = _rendered(locked, book)
            version = files_publish(actor=actor, files=files, origin=PackOrigin.DESK, based_on=book.version)
            locked.state = DraftState.PUBLISHED
            locked.result_id = version
            locked.published_by = actor.user_id or actor.name
            locked.published_at = locked.changed_at = clock.now()
            save_versioned(
                locked,
                expected_version=expected_version,
                fields=["state", "result_id", "published_by", "published_at", "changed_at"],
            )
            log(actor, "policy.draft_publish", locked, {"before": book.version, "version": version})
            return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.draft_publish",
        request={"draft": draft.key, "version": expected_version},
        run=run,
        remember=lambda published: published.pk,
        recall=draft_at,
    )


Seen = tuple[str, int] | None
"""The rule book and the state of a draft that were looked at and found fit for each other."""


def _look(actor: Actor, action: DeskAction, draft: Draft) -> Seen:
    """Check the draft before anything is locked: others need not wait for it. Raises as the verbs do."""
    check_access(actor, DeskAction.VIEW, draft)
    if not may_draft(actor, action, draft):
        return None  # the lock will tell why, unless this is a request that was answered before
    book = current_rulebook()
    _require_ready(draft, book)
    return book.version, draft.row_version


def _look_again(locked: Draft, seen: Seen) -> RuleBook:
    """Check it once more where it is not what was looked at, or another rule book came into force."""
    book = current_rulebook()
    if seen != (book.version, locked.row_version):
        _require_ready(locked, book)
    return book


def _require_ready(draft: Draft, book: RuleBook) -> None:
    """Raises DraftNotReady, DraftOutdated."""
    problems: tuple[DraftProblem, ...] = check_draft(
        book, base_book(draft), content_at(draft), draft.text, reading_of(draft)
    )
    if problems:
        first = problems[0]
        raise DraftNotReady(Wording(first.zh, first.en), len(problems))
    _rendered(draft, book)


def _rendered(draft: Draft, book: RuleBook) -> Mapping[str, str]:
    content = content_at(draft)
    try:
        return render(
            book,
            base_book(draft),
            content,
            draft.text,
            reading_of(draft),
            taken=taken_versions(content),
        )
    except RenderConflict as conflict:
        raise DraftOutdated(conflict.names) from None


def _moved(
    actor: Actor,
    action: DeskAction,
    state: DraftState,
    verb: str,
    draft: Draft,
    expected_version: int,
    key: str | None,
    request: Mapping[str, object],
    change: Callable[[Draft], Mapping[str, object]],
) -> Draft:
    """Another state: check → lock → change → log."""
    check_access(actor, DeskAction.VIEW, draft)

    def run() -> Draft:
        locked = locked_draft(actor, action, draft, expected_version)
        after = change(locked)
        locked.state = state
        locked.changed_at = clock.now()
        fields = ["state", "submitted_by", "submitted_at", "returned_because", "changed_at"]
        save_versioned(locked, expected_version=expected_version, fields=fields)
        log(actor, verb, locked, after)
        return locked

    with transaction.atomic():
        return idempotent(
            actor=actor,
            key=key,
            verb=verb,
            request={"draft": draft.key, "version": expected_version, **request},
            run=run,
            remember=lambda changed: changed.pk,
            recall=draft_at,
        )
