"""What a draft would change in what the examples of all packs are told, as a table: before, after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhongchuang.core.page import Cell, Column, DataTable, Row
from zhongchuang.policy.drafting.trying import ChangedVerdict, Told
from zhongchuang.policy.matching.verdicts import Answer
from zhongchuang.policy.matching.verdicts import Status as MeasureStatus
from zhongchuang.policy.matching.words import money
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.views.labels import KINDS, in_language

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Effect:
    """In a sentence, and each change in a row; `told` where it cannot be worked out."""

    summary: str = ""
    table: DataTable | None = None
    told: str = ""


def effect_table(book: RuleBook, changed: Sequence[ChangedVerdict]) -> Effect:
    """The changes as a page shows them; `book` is the rule book with the draft in it."""
    examples = sum(len(pack.examples) for pack in book.packs.values())
    if not changed:
        return Effect(_("全部 %(examples)s 个实例的结论和金额都不变。") % {"examples": examples})
    told = ngettext(
        "库里共 %(examples)s 个实例，有 %(n)s 处结论或金额会变。",
        "库里共 %(examples)s 个实例，有 %(n)s 处结论或金额会变。",
        len(changed),
    ) % {"examples": examples, "n": len(changed)}
    if len(changed) > SHOWN:
        told += _("下面列出前 %(n)s 处。") % {"n": SHOWN}
    columns = (Column(_("实例")), Column(_("措施")), Column(_("现在")), Column(_("发布后")))
    rows = tuple(
        Row(
            (
                Cell(one.example.name, note=_about(book, one)),
                Cell(one.title),
                Cell(_told(one.before)),
                Cell(_told(one.after)),
            )
        )
        for one in changed[:SHOWN]
    )
    return Effect(told, DataTable(_("对现有实例的影响"), columns, rows))


def _about(book: RuleBook, one: ChangedVerdict) -> str:
    place = in_language(book.places[one.example.place].name)
    return f"{place} · {KINDS[one.example.kind]} · {one.example.on.isoformat()}"


def _told(said: Told | None) -> str:
    """A verdict in a word, with its amount."""
    if said is None:
        return _("没有这项措施")
    if said.amount_fen is not None:
        return f"{verdict_word(said.answer, said.status)} {in_language(money(said.amount_fen))}"
    return verdict_word(said.answer, said.status)


def verdict_word(answer: Answer, status: MeasureStatus) -> str:
    """A verdict as an officer reads it, with what stands behind a “no”."""
    match status:
        case MeasureStatus.NOT_YET:
            return _("还没有施行")
        case MeasureStatus.EXPIRED:
            return _("不再施行")
        case MeasureStatus.NO_OPEN_CALL:
            return _("只是鼓励，没有开放的申报")
        case MeasureStatus.SUSPENDED:
            return _("待条件成就")
        case MeasureStatus.SUPERSEDED:
            return _("符合，但同一事项另有一项优先")
        case MeasureStatus.OTHER_KIND:
            return _("面向其他对象")
        case MeasureStatus.IN_FORCE:
            return {
                Answer.MET: _("符合"),
                Answer.NOT_MET: _("不符合"),
                Answer.UNKNOWN: _("还要再问"),
            }[answer]
