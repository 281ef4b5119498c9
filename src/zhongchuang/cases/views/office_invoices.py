"""Part of a case's page: its invoices as their files say them, and everything found between them and the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.cases.programmes.invoices import PaperRead, invoice_papers, invoices_told, typed_invoices
from zhongchuang.cases.selectors.applying import files_of, form_of_case
from zhongchuang.cases.selectors.invoices import buyer_of, papers_read, reversed_among
from zhongchuang.clearance.invoices.model import Party
from zhongchuang.core import clock
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Money,
    Row,
    Shape,
    Status,
    Tone,
)

if TYPE_CHECKING:
    from zhongchuang.cases.views.office_head import Opened

Context = dict[str, object]


def has_invoices(opened: Opened) -> bool:
    """Whether the programme asks for invoices that are read."""
    return bool(invoice_papers(opened.programme))


def invoices_context(opened: Opened) -> Context:
    """What was read, file by file, beside what is claimed; and the findings, those that refuse first."""
    case = opened.case
    form = form_of_case(case)
    read = papers_read(opened.programme, files_of(case))
    told = invoices_told(
        opened.programme, form.kept, read, buyer_of(case), clock.today(), reversed_among(read)
    )
    claimed = typed_invoices(opened.programme, form.kept)
    wrong = Status(_("不能计入"), Shape.CROSS, Tone.DANGER)
    look = Status(_("请核对原件"), Shape.QUESTION)
    return {
        "findings": [
            (wrong if one.refuses else look, one.wording.in_language(get_language())) for one in told
        ],
        "read": DataTable(
            _("发票文件里写的"),
            (
                Column(_("发票号码"), ColumnKind.CODE),
                Column(_("开票日期"), ColumnKind.DATE),
                Column(_("购买方")),
                Column(_("销售方")),
                Column(_("价税合计（元）"), ColumnKind.NUMBER),
                Column(_("表里申报（元）"), ColumnKind.NUMBER),
            ),
            tuple(_row(case.number, one, claimed) for one in read),
            None,
            EmptyState(_("没有交发票文件")),
        ),
    }


def _row(case: str, one: PaperRead, claimed: dict[str, int | None]) -> Row:
    url = reverse("cases:case_file", args=[case, one.key])
    invoice = one.reading.invoice if one.reading else None
    if invoice is None:
        return Row(
            (Cell(_("没有读出"), url, one.name), Cell(None), Cell(None), Cell(None), Cell(None), Cell(None))
        )
    asked = claimed.get(invoice.number)
    return Row(
        (
            Cell(invoice.number, url, one.name),
            Cell(invoice.issued_on),
            _party(invoice.buyer),
            _party(invoice.seller),
            Cell(Money(invoice.total, unit=False)),
            Cell(None if asked is None else Money(asked, unit=False)),
        )
    )


def _party(party: Party) -> Cell:
    return Cell(party.name, note=party.code)
