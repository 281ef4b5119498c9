"""What the states of a draft and the defects of a text are called at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhongchuang.core.page import Shape, Status, Tone
from zhongchuang.policy.documents.model import Comparator, Quantity, UnitNote, WarningCode
from zhongchuang.policy.models import Draft, DraftState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATES: Mapping[str, tuple[StrOrPromise, Shape, Tone]] = {
    DraftState.OPEN: (_("起草中"), Shape.HALF, Tone.PLAIN),
    DraftState.SUBMITTED: (_("待审核"), Shape.PAUSE, Tone.ACCENT),
    DraftState.PUBLISHED: (_("已发布"), Shape.CHECK, Tone.ACCENT),
    DraftState.DISCARDED: (_("已放弃"), Shape.CROSS, Tone.PLAIN),
}
WARNINGS: Mapping[WarningCode, tuple[StrOrPromise, StrOrPromise]] = {
    WarningCode.DOUBLED_TEXT: (_("全文重复"), _("只读了较完整的一份，请核对来源。")),
    WarningCode.BROKEN_SENTENCE: (_("句子被截断"), _("已接上；有疑问时看原件。")),
    WarningCode.REPEATED_AT_BREAK: (_("断开处有字重复"), _("已去掉；有疑问时看原件。")),
    WarningCode.PAGE_FURNITURE: (_("略去了页码、页眉或菜单"), _("核对略去的不是正文。")),
    WarningCode.SPACES_IN_WORDS: (_("词语中夹有空格"), _("已去掉；核对连起来的词对不对。")),
    WarningCode.MIXED_BRACKETS: (_("括号左右不一"), _("多半是印错了一半括号；核对单位读得对不对。")),
    WarningCode.MISSING_NUMBER: (_("序号不连续"), _("公开时可能删去了内容，请对照原件。")),
    WarningCode.REPEATED_NUMBER: (_("同一序号出现两次"), _("对照原件；是印错的，改其中一处的序号。")),
    WarningCode.MALFORMED_DOC_NUMBER: (_("文号写法不规范"), _("已改写，请核对文号。")),
    WarningCode.SECOND_DOC_NUMBER: (_("文首有几个文号"), _("取了最靠近正文的，请核对。")),
    WarningCode.REDACTED_CELL: (_("单元格被遮盖或删去"), _("没有推测；要用时向制发机关查询。")),
    WarningCode.GARBLED_TEXT: (_("有无法识别的字符"), _("换一份文本更稳妥。")),
    WarningCode.ENCODING: (_("有些字不合编码"), _("已用替代符号，换一份文本更稳妥。")),
    WarningCode.WRONG_EXTENSION: (_("后缀与内容不符"), _("已按内容读。")),
    WarningCode.NO_TITLE: (_("没有标题"), _("请补写标题并写明出处。")),
    WarningCode.NO_DATE: (_("没有成文日期"), _("请补写日期并写明出处。")),
    WarningCode.NO_ISSUER: (_("没有发文机关"), _("请补写机关并写明出处。")),
    WarningCode.INVALID_DATE: (_("落款写了不存在的日子"), _("对照原件。")),
    WarningCode.DATE_FROM_ISSUE: (_("按成文日期推算施行日期"), _("有印发日期的以它为准。")),
    WarningCode.DATE_FROM_METADATA: (_("成文日期取自网页信息栏"), _("请核对。")),
    WarningCode.ISSUERS_FROM_TITLE: (_("没有落款，发文机关取自标题"), _("请核对。")),
    WarningCode.TITLE_FROM_PAGE: (_("标题取自信息栏或网页"), _("请核对。")),
    WarningCode.MISSING_ANNEX: (_("列了附件，文本里没有"), _("另找附件，或写明没有。")),
    WarningCode.LOW_TEXT_PAGE: (_("有的页没有文字"), _("先做文字识别，再放入。")),
}
COMPARED: Mapping[Comparator, StrOrPromise] = {
    Comparator.AT_LEAST: _("不少于"),
    Comparator.AT_MOST: _("不超过"),
    Comparator.MORE_THAN: _("多于"),
    Comparator.LESS_THAN: _("少于"),
    Comparator.ABOUT: _("约"),
    Comparator.EQUAL: "",
}


def draft_status(draft: Draft) -> Status:
    """How a draft stands, with its shape."""
    word, shape, tone = STATES[draft.state]
    if draft.state == DraftState.OPEN and draft.returned_because:
        return Status(_("被退回，修改中"), Shape.WARNING, Tone.DANGER)
    return Status(word, shape, tone)


def unit_words(note: UnitNote) -> list[str]:
    """A unit note as one line a role."""
    rows: list[tuple[StrOrPromise, tuple[str, ...]]] = [
        (_("牵头"), note.lead),
        (_("配合"), note.cooperating),
        ("", note.joint),
    ]
    lines = [f"{role} {'、'.join(names)}".strip() for role, names in rows if names]
    if note.open_ended and lines:
        lines[-1] += f"（{note.open_ended}）"
    return lines or [note.raw]


def quantity_words(quantity: Quantity) -> str:
    """A number of the text: the words, what was read of them."""
    value = (
        f"{quantity.value:,f}".rstrip("0").rstrip(".")
        if "." in f"{quantity.value:f}"
        else f"{quantity.value:,}"
    )
    day = f"，{quantity.deadline.isoformat()}" if quantity.deadline else ""
    return f"“{quantity.quote}” → {COMPARED[quantity.comparator]} {value} {quantity.unit}{day}"
