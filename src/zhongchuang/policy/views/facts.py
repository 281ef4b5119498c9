"""The list of facts at the head of a document's and of a measure's page."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from zhongchuang.core.page import Status, SummaryList, SummaryRow
from zhongchuang.policy.matching.words import day
from zhongchuang.policy.models import Document, Measure
from zhongchuang.policy.packs.schema import Measure as Promise
from zhongchuang.policy.packs.schema import PackDocument
from zhongchuang.policy.selectors.clauses import DocumentContent
from zhongchuang.policy.selectors.promises import MeasureContent
from zhongchuang.policy.views import labels


def document_facts(row: Document, content: DocumentContent) -> SummaryList:
    """Number, issuers, date with its source, rank, state, and until when it binds."""
    document = content.document
    given = [
        SummaryRow(_("发文字号"), document.number, _source_of_title(document)),
        SummaryRow(_("发文机关"), "、".join(document.issuers)),
        SummaryRow(_("成文日期"), _day(document.issued) or _("文本没有写"), _source_of_date(document)),
        SummaryRow(_("主送"), content.addressees or ""),
        SummaryRow(_("适用地区"), labels.place_name(row.place.name, row.place.name_en)),
        SummaryRow(_("位阶"), labels.RANKS[document.rank]),
        SummaryRow(_("施行"), _period(document)),
        SummaryRow(_("效力"), labels.state_status(document.state), labels.in_language(document.state_note)),
    ]
    return SummaryList(tuple(row for row in given if row.value))


def _source_of_title(document: PackDocument) -> str:
    if document.title_source in (None, "text"):
        return ""
    return _("所存文本没有标题和文号，据 %(source)s 补记。") % {"source": document.title_source}


def _source_of_date(document: PackDocument) -> str:
    if document.issued_source in (None, "text"):
        return ""
    note = _("文本没有写日期，来源：%(source)s") % {"source": document.issued_source}
    return f"{note}{_('（待核实）')}" if document.issued_unconfirmed else note


def _day(value: date | None) -> str:
    return labels.in_language(day(value)) if value else ""


def _period(document: PackDocument) -> str:
    if document.effective_from is None and document.expires is None:
        return ""
    start = labels.in_language(day(document.effective_from)) if document.effective_from else _("未写明")
    if document.expires is None:
        return _("自%(start)s起，没有写有效期") % {"start": start}
    return _("%(start)s至%(end)s") % {"start": start, "end": labels.in_language(day(document.expires))}


def measure_facts(row: Measure, content: MeasureContent) -> SummaryList:
    """How strongly, in which place, by which instrument, how it is had, since when and until when."""
    promise = content.measure
    given = [
        SummaryRow(
            _("文件怎么说"),
            labels.modality_status(promise.modality),
            labels.MODALITY_MEANINGS[promise.modality],
        ),
        SummaryRow(_("适用地区"), labels.place_name(row.place.name, row.place.name_en)),
        SummaryRow(_("支持方式"), labels.INSTRUMENTS[promise.instrument]),
        SummaryRow(_("怎么办"), labels.PROCEDURES[promise.procedure]),
        SummaryRow(_("起止"), _term(promise), labels.in_language(promise.until)),
        SummaryRow(_("文件效力"), labels.state_status(content.document.state)),
        SummaryRow(_("等待的条件"), labels.in_language(promise.suspended_until)),
    ]
    return SummaryList(tuple(one for one in given if isinstance(one.value, Status) or one.value))


def _term(promise: Promise) -> str:
    start = labels.in_language(day(promise.start)) if promise.start else ""
    end = labels.in_language(day(promise.end)) if promise.end else ""
    if start and end:
        return _("%(start)s至%(end)s") % {"start": start, "end": end}
    if start:
        return _("自%(start)s起") % {"start": start}
    return _("至%(end)s止") % {"end": end} if end else _("文件没有写起止日期")
