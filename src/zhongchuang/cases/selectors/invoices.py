"""The invoices of a case: what was read in its files, and what is wrong with them as the form stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhongchuang.cases.models import Case, CaseFile, InvoiceReading
from zhongchuang.cases.programmes.invoices import PaperRead, Told, invoice_papers, invoices_told
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.applying import form_of_case, party_of
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.clearance.invoices.evidence import Reading
from zhongchuang.clearance.invoices.model import Party
from zhongchuang.clearance.selectors.reversals import reversals_of
from zhongchuang.core import clock
from zhongchuang.core.json_values import Json


def papers_read(programme: Programme, papers: Sequence[CaseFile]) -> tuple[PaperRead, ...]:
    """Those papers of a case that are invoices, with what was read in them: no statement where there are none, else one."""
    wanted = invoice_papers(programme)
    files = [paper for paper in papers if paper.material in wanted]
    if not files:
        return ()
    rows = InvoiceReading.objects.filter(paper__in=[paper.pk for paper in files])
    read = {row.paper_id: Reading.from_json(row.facts) for row in rows}
    return tuple(PaperRead(paper.file.key, paper.file.name, read.get(paper.pk)) for paper in files)


def buyer_of(case: Case) -> Party:
    """To whom the invoices of a case must be made out: the organisation that applies, or runs the space; a person by name."""
    party = party_of(case)
    if party.organisation is not None:
        return Party(party.organisation.name, party.organisation.uscc)
    if party.space is not None and case.organisation is not None:
        return Party(case.organisation.name, case.organisation.uscc)
    return Party(party.name)


def told_of_invoices(
    case: Case, papers: Sequence[CaseFile], answers: Mapping[str, Json] | None = None
) -> tuple[Told, ...]:
    """What is wrong with a case's invoices, as its form stands or with other answers."""
    form = form_of_case(case, answers)
    read = papers_read(form.programme, papers)
    if not read:
        return ()
    return invoices_told(form.programme, form.kept, read, buyer_of(case), clock.today(), reversed_among(read))


def reversed_among(papers: Sequence[PaperRead]) -> dict[str, str]:
    """Which of these invoices a red one took back, whoever brought it: no statement where nothing was read, else one."""
    return reversals_of(one.reading.invoice for one in papers if one.reading and one.reading.invoice)


def reversed_of(case: Case) -> list[str]:
    """The numbers of a case's invoices that a red one took back, in order: a fact its clearance rests on. No statement where the
    programme reads none.
    """
    if not invoice_papers(programme_of(case)):
        return []
    rows = InvoiceReading.objects.filter(paper__case=case, paper__removed_at=None).exclude(number="")
    read = [Reading.from_json(facts).invoice for facts in rows.values_list("facts", flat=True)]
    return sorted(reversals_of(invoice for invoice in read if invoice is not None))
