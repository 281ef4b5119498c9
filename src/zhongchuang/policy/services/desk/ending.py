"""The end of a document: repealed or lapsed, from a day on, by words that are quoted; what takes its place is named."""

from __future__ import annotations

from dataclasses import replace

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Wording
from zhongchuang.policy.drafting.content import DocumentEnd, DraftContent, EndKind
from zhongchuang.policy.errors import DraftInvalid
from zhongchuang.policy.models import Draft
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services.desk.steps import Step, step_make


def document_end(
    *, actor: Actor, draft: Draft, end: DocumentEnd, expected_version: int, key: str | None = None
) -> Draft:
    """Let a document end: that of the draft, or another one that is published. From `end.on` it is no longer in force.

    Raises DraftInvalid (fields `document`, `by`, `quote`); NotFound, NotAllowed, StaleVersion, KeyReused.
    """

    def change(content: DraftContent, _locked: Draft) -> Step:
        book = current_rulebook()
        wrong: dict[str, Wording] = {}
        known = {content.head.id, *(d for pack in book.packs.values() for d in pack.documents)}
        if end.document not in known or (end.document == content.head.id and not content.opened):
            wrong["document"] = Wording("请选择一份已发布的文件。", "Choose a published document.")
        if end.by is not None and (end.by not in known or end.by == end.document):
            wrong["by"] = Wording(
                "取代它的要是另一份在库的文件。", "What supersedes it is another document held here."
            )
        if not end.quote and not (end.source or "").strip():
            wrong["quote"] = Wording(
                "请引用废止它的原话，或者写明出处。", "Quote the words that end it, or give the source."
            )
        if end.quote and not end.clause:
            wrong["clause"] = Wording("请选择引文所在的条款。", "Choose the clause the quote stands in.")
        if wrong:
            raise DraftInvalid(wrong)
        others = tuple(old for old in content.ends if old.document != end.document)
        held = book.document(end.document)
        title = held.title if held is not None else content.head.title
        word = "废止" if end.kind is EndKind.REPEALED else "失效"
        return Step(replace(content, ends=(*others, end)), f"自 {end.on.isoformat()} 起{word}“{title}”")

    return step_make(
        actor=actor,
        verb="policy.document_end",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"end": end.to_json()},
        change=change,
    )


def document_end_withdraw(
    *, actor: Actor, draft: Draft, document: str, expected_version: int, key: str | None = None
) -> Draft:
    """Take such an end back while the draft is not published. Raises DraftInvalid (field `document`) and as above."""

    def change(content: DraftContent, _locked: Draft) -> Step:
        left = tuple(end for end in content.ends if end.document != document)
        if len(left) == len(content.ends):
            raise DraftInvalid({"document": Wording("这份草稿没有终止它。", "This draft does not end it.")})
        return Step(replace(content, ends=left), f"撤回对 {document} 的终止")

    return step_make(
        actor=actor,
        verb="policy.document_end_withdraw",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"document": document},
        change=change,
    )
