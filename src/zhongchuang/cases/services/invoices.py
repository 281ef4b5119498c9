"""A file handed in as an invoice is read in its sandbox before it is kept, and held against the form at handing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhongchuang.cases.models import Case, CaseFile, InvoiceReading
from zhongchuang.cases.programmes.answers import Form
from zhongchuang.cases.programmes.invoice_errors import InvoicesNotRight
from zhongchuang.cases.programmes.invoices import invoices_told, typed_invoices
from zhongchuang.cases.programmes.schema import Material
from zhongchuang.cases.selectors.applying import form_of_case
from zhongchuang.cases.selectors.invoices import buyer_of, papers_read, reversed_among
from zhongchuang.clearance.invoices.evidence import Reading, invoice_read_file
from zhongchuang.clearance.invoices.model import Party
from zhongchuang.clearance.invoices.values import of_citizen
from zhongchuang.clearance.services.reversals import reversal_note
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.upload import AcceptedUpload, FileKind

READ = frozenset({FileKind.XML, FileKind.OFD, FileKind.PDF})
READER = SystemActor("cases.invoices")
KEPT_UNREAD = frozenset({"not_an_invoice", "not_as_typed", "ambiguous", "too_large"})
"""Of a PDF: print that a program does not understand, a person may. Whatever is hostile, broken or locked is not taken."""


def upload_read(case: Case, material: Material, upload: AcceptedUpload) -> Reading | None:
    """What a file says before it is kept; None for a material that is no invoice, and for a picture. Outside any transaction.

    Raises InvalidInput with the reader's sentence for an XML or OFD that is no invoice, and for any file that is built to harm,
    damaged or locked. Nothing else of the case is touched.
    """
    if not material.invoices or upload.kind not in READ:
        return None
    among = () if upload.kind is not FileKind.PDF else _typed(case)
    reading = invoice_read_file(upload.data, upload.name, among=among)
    if reading.problem is not None and not (upload.kind is FileKind.PDF and reading.code in KEPT_UNREAD):
        raise InvalidInput(
            reading.problem.zh,
            reading.problem.en,
            fields={f"file-{material.id}": reading.problem},
            code="cases.invoice_unreadable",
        )
    return reading


def reading_keep(paper: CaseFile, reading: Reading) -> None:
    """Keep what was read beside the paper, in the transaction that keeps the paper. An identity number is not kept.

    That an invoice is red is remembered beyond the case: the one it takes back counts nowhere any more.
    """
    kept = _without_citizens(reading)
    InvoiceReading.objects.update_or_create(
        paper=paper,
        defaults={
            "number": reading.number,
            "facts": kept.to_json(),
            "read_at": clock.now(),
        },
    )
    if kept.invoice is not None:
        reversal_note(actor=READER, invoice=kept.invoice, brought_by=[buyer_of(paper.case)])


def refuse_wrong_invoices(case: Case, form: Form, papers: Sequence[CaseFile]) -> None:
    """Raises InvoicesNotRight where a file does not fit the form, is made out to somebody else, red, doubled or worth less."""
    read = papers_read(form.programme, papers)
    if not read:
        return
    told = invoices_told(form.programme, form.kept, read, buyer_of(case), clock.today(), reversed_among(read))
    wrong = [one.wording for one in told if one.refuses]
    if wrong:
        raise InvoicesNotRight(wrong)


def _typed(case: Case) -> tuple[str, ...]:
    form = form_of_case(case)
    return tuple(typed_invoices(form.programme, form.kept))


def _without_citizens(reading: Reading) -> Reading:
    """Some invoices of persons carry an identity number in the place of a code."""
    invoice = reading.invoice
    if invoice is None:
        return reading
    buyer, seller = (
        Party(one.name) if of_citizen(one.code) else one for one in (invoice.buyer, invoice.seller)
    )
    return replace(reading, invoice=replace(invoice, buyer=buyer, seller=seller))
