"""The invoices of a case: what was read in its files, and what is wrong with them as the form stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhongchuang.cases.models import Case, CaseFile, InvoiceReading
from zhongchuang.cases.programmes.invoices import PaperRead, Told, invoice_papers, invoices_told
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.applying import form_of_case, party_of
from zhongchuang.clearance.invoices.evidence import Reading
from zhongchuang.clearance.invoices.model import Party
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
    return invoices_told(form.programme, form.kept, read, buyer_of(case), clock.today())
