"""The text and its reading: mended, its warnings settled, its particulars and its place set."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Wording
from zhongchuang.policy.documents.errors import DocumentError
from zhongchuang.policy.documents.mending import (
    Drop,
    HeadField,
    Join,
    Mend,
    SetCitations,
    SetHead,
    SetHeading,
    SetLabel,
    SetLevel,
    SetUnits,
    Split,
    mend_to_json,
    renamed_by,
)
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.settling import Settled, put_right, warning_key
from zhongchuang.policy.drafting.content import DraftContent, Entry, Head, NewPack, NewPlace
from zhongchuang.policy.drafting.opening import PlaceUnknown, pack_for
from zhongchuang.policy.errors import DraftInvalid
from zhongchuang.policy.models import Draft
from zhongchuang.policy.packs.schema import ClauseClass
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services.desk.steps import Step, reading_of, step_make

_DOCUMENT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_DOCUMENT_ID = 80


def draft_mend(
    *, actor: Actor, draft: Draft, mend: Mend, expected_version: int, key: str | None = None
) -> Draft:
    """Put right how the text was read. What is classed or rests on a clause follows it when its number changes.

    Raises DraftInvalid (field `mend`) where it does not fit; NotFound, NotAllowed, StaleVersion, KeyReused.
    """

    def change(content: DraftContent, locked: Draft) -> Step:
        before = _read(locked, content)
        after = _read(locked, replace(content, mends=(*content.mends, mend)))
        changed = _followed(content, renamed_by(mend, before, after))
        if isinstance(mend, SetHead):
            changed = replace(changed, head=_head_mended(changed.head, mend, after))
        return Step(replace(changed, mends=(*content.mends, mend)), _told(mend))

    return step_make(
        actor=actor,
        verb="policy.draft_mend",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"mend": mend_to_json(mend)},
        change=change,
    )


def warning_settle(
    *, actor: Actor, draft: Draft, warning: str, note: str, expected_version: int, key: str | None = None
) -> Draft:
    """Say of a warning (its `warning_key`) that it was looked into, and what was found.

    Raises DraftInvalid (fields `warning`, `note`); NotFound, NotAllowed, StaleVersion, KeyReused.
    """

    def change(content: DraftContent, locked: Draft) -> Step:
        found = next((w for w in reading_of(locked).warnings if warning_key(w) == warning), None)
        if found is None:
            raise DraftInvalid({"warning": Wording("没有这条提示。", "There is no such warning.")})
        if not note.strip():
            raise DraftInvalid({"note": Wording("请写一句核对的结果。", "Say in a sentence what you found.")})
        row = Settled(found.code.value, found.ref, found.message, note.strip())
        others = tuple(old for old in content.settled if old.key != warning)
        return Step(replace(content, settled=(*others, row)), f"处理提示：{found.message}")

    return step_make(
        actor=actor,
        verb="policy.warning_settle",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"warning": warning, "note": note},
        change=change,
    )


def warning_unsettle(
    *, actor: Actor, draft: Draft, warning: str, expected_version: int, key: str | None = None
) -> Draft:
    """Open a settled warning again. Raises as `warning_settle`."""

    def change(content: DraftContent, _locked: Draft) -> Step:
        left = tuple(old for old in content.settled if old.key != warning)
        if len(left) == len(content.settled):
            raise DraftInvalid({"warning": Wording("这条提示没有处理过。", "This warning was not settled.")})
        return Step(replace(content, settled=left), "重新打开一条提示")

    return step_make(
        actor=actor,
        verb="policy.warning_unsettle",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"warning": warning},
        change=change,
    )


def draft_head_set(
    *, actor: Actor, draft: Draft, head: Head, expected_version: int, key: str | None = None
) -> Draft:
    """State the particulars of the document: title, number, issuers, dates, rank, state, each with its source.

    Place and pack are set by `place_set`; the id only as long as the document is not published.
    Raises DraftInvalid (by field); NotFound, NotAllowed, StaleVersion, KeyReused.
    """

    def change(content: DraftContent, _locked: Draft) -> Step:
        wrong: dict[str, Wording] = {}
        if not head.title.strip():
            wrong["title"] = Wording("请写标题。", "Give the title.")
        if content.opened and head.id != content.head.id:
            wrong["id"] = Wording("已发布的文件不能改标识。", "The id of a published document stays.")
        elif not _DOCUMENT_ID.fullmatch(head.id) or len(head.id) > LONGEST_DOCUMENT_ID:
            wrong["id"] = Wording(
                "标识只用小写字母、数字和连字符，例如 jizhengbanfa-2031-12。",
                "An id is of small letters, digits and hyphens, such as jizhengbanfa-2031-12.",
            )
        if head.issued and not head.issued_source.strip():
            wrong["issued_source"] = Wording("请写明成文日期的出处。", "Give the source of the date.")
        if head.effective_from and head.expires and head.expires < head.effective_from:
            wrong["expires"] = Wording("有效期先止后起。", "The document ends before it begins.")
        if wrong:
            raise DraftInvalid(wrong)
        own = content.head
        new = replace(head, pack=own.pack, place=own.place, version=own.version)
        moved = _moved(content, own.id, new.id) if new.id != own.id else content
        return Step(replace(moved, head=new), "填写文件信息")

    return step_make(
        actor=actor,
        verb="policy.draft_head_set",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"head": head.to_json()},
        change=change,
    )


def place_set(
    *,
    actor: Actor,
    draft: Draft,
    place: str,
    new_places: Sequence[NewPlace] = (),
    pack: NewPack | None = None,
    expected_version: int,
    key: str | None = None,
) -> Draft:
    """Say whose document it is. `new_places` are the places the packs do not hold yet: the place itself, its cities.

    `pack` names the pack where the place has none yet; None takes the usual name. Raises DraftInvalid (field `place`,
    `new_places`); NotFound, NotAllowed, StaleVersion, KeyReused.
    """

    def change(content: DraftContent, _locked: Draft) -> Step:
        if content.opened and place != content.head.place:
            raise DraftInvalid(
                {"place": Wording("已发布的文件不能换地区。", "A published document stays where it is.")}
            )
        book = current_rulebook()
        given = tuple(row for row in new_places if row.code not in book.places)
        for row in given:
            if not re.fullmatch(r"\d{6}", row.code) or not row.zh.strip() or not row.en.strip():
                raise DraftInvalid(
                    {
                        "new_places": Wording(
                            f"“{row.code} {row.zh}”：地区要有六位代码、中文名和英文名。",
                            f"“{row.code} {row.zh}”: a place needs a code of six digits and its name in both languages.",
                        )
                    }
                )
        try:
            own, places, new_pack = pack_for(book, place, given, pack)
        except PlaceUnknown:
            raise DraftInvalid(
                {"place": Wording("不认识这个区划代码。", "This place code is not known.")}
            ) from None
        head = replace(content.head, place=place, pack=own)
        return Step(replace(content, head=head, pack=new_pack, places=places), "设置地区")

    return step_make(
        actor=actor,
        verb="policy.place_set",
        draft=draft,
        expected_version=expected_version,
        key=key,
        request={"place": place, "new_places": [row.to_json() for row in new_places]},
        change=change,
    )


def _read(draft: Draft, content: DraftContent) -> Document:
    try:
        return put_right(reading_of(draft), content.mends, content.settled, draft.text)
    except DocumentError as error:
        raise DraftInvalid({"mend": Wording(error.zh, error.en)}) from None


def _followed(content: DraftContent, renamed: Mapping[str, str]) -> DraftContent:
    """The content with clauses called by their new refs."""
    if not renamed:
        return content

    def entry(row: Entry) -> Entry:
        clause = str(row.get("clause"))
        if row.get("document") != content.head.id or clause not in renamed:
            return row
        return {**row, "clause": renamed[clause]}

    classes: dict[str, tuple[ClauseClass, ...]] = {}
    for ref, words in content.classes.items():
        new = renamed.get(ref, ref)
        classes[new] = tuple(dict.fromkeys((*classes.get(new, ()), *words)))
    entries = {kind: tuple(map(entry, rows)) for kind, rows in content.entries.items()}
    ends = tuple(
        replace(end, clause=renamed.get(end.clause, end.clause)) if end.clause else end
        for end in content.ends
    )
    return replace(content, classes=classes, entries=entries, ends=ends)


def _moved(content: DraftContent, old: str, new: str) -> DraftContent:
    """The content of a document that is called otherwise now."""
    entries = {
        kind: tuple({**row, "document": new} if row.get("document") == old else row for row in rows)
        for kind, rows in content.entries.items()
    }
    ends = tuple(replace(end, by=new) if end.by == old else end for end in content.ends)
    return replace(content, entries=entries, ends=ends)


def _head_mended(head: Head, step: SetHead, reading: Document) -> Head:
    """The particulars follow the reading that was put right."""
    match step.field:
        case HeadField.TITLE:
            return replace(head, title=reading.title or "", title_source=step.source)
        case HeadField.NUMBER:
            return replace(head, number=reading.number, title_source=step.source)
        case HeadField.ISSUERS:
            return replace(head, issuers=reading.issuers)
        case HeadField.DATE:
            return replace(head, issued=reading.date, issued_source=step.source)
        case HeadField.EFFECTIVE_FROM:
            return replace(head, effective_from=reading.effective_from)
        case HeadField.EXPIRES:
            return replace(head, expires=reading.expires)
        case HeadField.ADDRESSEES:
            return head


_FIELDS = {
    HeadField.TITLE: "标题",
    HeadField.NUMBER: "文号",
    HeadField.ISSUERS: "发文机关",
    HeadField.DATE: "成文日期",
    HeadField.EFFECTIVE_FROM: "施行日期",
    HeadField.EXPIRES: "有效期",
    HeadField.ADDRESSEES: "主送机关",
}


def _told(step: Mend) -> str:
    match step:
        case SetHeading():
            return f"订正 {step.ref} 的标题"
        case SetLabel():
            return f"订正 {step.ref} 的序号为 {step.label}"
        case SetLevel():
            return f"订正 {step.ref} 的层级"
        case Join():
            return f"把 {step.ref} 并入上一条"
        case Split():
            return f"从 {step.ref} 拆出 {step.label}"
        case SetUnits():
            return f"订正 {step.ref} 的责任单位"
        case SetCitations():
            return f"订正 {step.ref or '正文'} 的引用"
        case Drop():
            return f"从 {step.ref} 略去“{step.words[:20]}”"
        case SetHead():
            return f"订正{_FIELDS[step.field]}"
