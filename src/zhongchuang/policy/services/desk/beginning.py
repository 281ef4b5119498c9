"""A draft begun, of a new text or of a published document; and given up."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import save_versioned
from zhongchuang.policy.access import DeskAction, may_draft
from zhongchuang.policy.documents.errors import DocumentError
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.sandbox import read_text_in_sandbox
from zhongchuang.policy.drafting.content import DraftContent, NewPlace
from zhongchuang.policy.drafting.opening import PlaceUnknown, content_of_published, content_of_text
from zhongchuang.policy.errors import DraftThere, TextUnreadable
from zhongchuang.policy.models import Draft, DraftState
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.text import raw_reading
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services.desk.steps import (
    Step,
    check_access,
    draft_at,
    first_step,
    locked_draft,
    log,
    refuse_second,
    title_of,
)

KEY_BYTES = 12


def draft_begin(
    *,
    actor: Actor,
    place: str,
    data: bytes | None = None,
    text: str | None = None,
    filename: str = "",
    new_place: NewPlace | None = None,
    key: str | None = None,
) -> Draft:
    """Put a document in: a file (`data`, `filename`) or pasted `text`, for a place of GB/T 2260.

    The place is one of the packs, a province, or `new_place` says what it is called. The file is read in a process of its
    own with limits of time and memory (about ten seconds at most). What was put in is kept as it came.

    Raises NotAllowed, TextUnreadable (field `file` or `text`), InvalidInput (field `place`), DraftThere, KeyReused, NoPacks.
    """
    if not may_draft(actor, DeskAction.BEGIN):
        raise NotAllowed()
    book = current_rulebook()
    source = data if data is not None else (text or "").encode()
    reading, words = _read(
        source, filename if data is not None else "pasted.txt", "text" if data is None else "file"
    )
    content = _first_content(book, reading, words, place, new_place)

    def run() -> Draft:
        draft = _made(actor, book, content, reading, words)
        draft.original_name = filename[:200]
        draft.original = data
        draft.save(update_fields=["original_name", "original"])
        label = f"放入{filename}" if data is not None else "贴入文字"
        first_step(draft, actor, "policy.draft_begin", Step(content, label))
        log(actor, "policy.draft_begin", draft, {"place": place, "sha256": sha256(source).hexdigest()})
        return draft

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.draft_begin",
        request={"place": place, "sha256": sha256(source).hexdigest(), "filename": filename},
        run=run,
        remember=lambda draft: draft.pk,
        recall=draft_at,
    )


def draft_begin_amendment(*, actor: Actor, document: str, key: str | None = None) -> Draft:
    """Open a published document (by its id): to put something right, to add a measure, to end it.

    Raises NotAllowed, NotFound, DraftThere, KeyReused, NoPacks.
    """
    if not may_draft(actor, DeskAction.BEGIN):
        raise NotAllowed()
    book = current_rulebook()
    held = book.document(document)
    if held is None:
        raise NotFound()
    content = content_of_published(book, document)
    reading = raw_reading(held)

    def run() -> Draft:
        draft = _made(actor, book, content, reading, held.text)
        first_step(draft, actor, "policy.draft_begin_amendment", Step(content, "打开已发布的文件"))
        log(actor, "policy.draft_begin_amendment", draft, {"pack_version": book.version})
        return draft

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.draft_begin_amendment",
        request={"document": document},
        run=run,
        remember=lambda draft: draft.pk,
        recall=draft_at,
    )


def draft_discard(*, actor: Actor, draft: Draft, expected_version: int, key: str | None = None) -> Draft:
    """Give a draft up; it stays to be looked at, and the document may be begun anew.

    Raises NotFound, NotAllowed (only who began it, or an administrator), StaleVersion.
    """
    check_access(actor, DeskAction.VIEW, draft)

    def run() -> Draft:
        locked = locked_draft(actor, DeskAction.DISCARD, draft, expected_version)
        locked.state = DraftState.DISCARDED
        locked.changed_at = clock.now()
        save_versioned(locked, expected_version=expected_version, fields=["state", "changed_at"])
        log(actor, "policy.draft_discard", locked, {})
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.draft_discard",
        request={"draft": draft.key, "version": expected_version},
        run=run,
        remember=lambda changed: changed.pk,
        recall=draft_at,
    )


def _read(source: bytes, filename: str, field: str) -> tuple[Document, str]:
    if not source.strip():
        wording = Wording("请选择文件，或者贴入文字。", "Choose a file, or paste the text.")
        raise TextUnreadable(field, wording)
    try:
        return read_text_in_sandbox(source, filename)
    except DocumentError as error:
        raise TextUnreadable(field, Wording(error.zh, error.en)) from None


def _first_content(
    book: RuleBook, reading: Document, text: str, place: str, new_place: NewPlace | None
) -> DraftContent:
    try:
        return content_of_text(book, reading, text, place, new_place)
    except PlaceUnknown:
        wording = Wording(
            "不认识这个区划代码，请写明它的中文、英文名称和上级。",
            "This place code is not known; give its Chinese and English names and what it lies in.",
        )
        raise InvalidInput(
            wording.zh, wording.en, fields={"place": wording}, code="policy.place_unknown"
        ) from None


def _made(actor: Actor, book: RuleBook, content: DraftContent, reading: Document, text: str) -> Draft:
    """The row of a draft; the database lets only one live draft of a document be. Raises DraftThere."""
    held = book.document(content.head.id)
    if held is not None and not content.opened:
        raise DraftThere("", held.title)
    moment = clock.now()
    try:
        with transaction.atomic():
            draft: Draft = Draft.objects.create(
                key=secrets.token_urlsafe(KEY_BYTES),
                place_code=content.head.place,
                document_slug=content.head.id,
                title=title_of(content),
                base_id=book.version,
                text=text,
                reading=reading.to_json(),
                worked_by=[] if actor.user_id is None else [actor.user_id],
                created_by=actor.user_id or actor.name,
                created_at=moment,
                changed_at=moment,
            )
            return draft
    except IntegrityError:
        refuse_second(content.head.id)
        raise
