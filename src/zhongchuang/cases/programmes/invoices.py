"""The invoices of a case (pure): which papers are invoices, which numbers the form claims, what is wrong between both.

The file says who bought, from whom and for how much; the form says which numbers are claimed and how much on each. A number
that a file has and the form has not is refused: what a file shows must be claimed, or the invoice could be used a second time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhongchuang.cases.programmes.schema import FieldType, Programme
from zhongchuang.clearance.invoices import values
from zhongchuang.clearance.invoices.checks import Expected, check
from zhongchuang.clearance.invoices.evidence import Reading
from zhongchuang.clearance.invoices.model import Party
from zhongchuang.core.errors import Wording
from zhongchuang.core.json_values import Json


@dataclass(frozen=True, slots=True)
class PaperRead:
    """One file of a case that is an invoice: its key, and what was read in it; nothing of a picture, which a person reads."""

    key: str
    name: str
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence about an invoice. `paper`: the key of the file it is about, empty where it is about the form or all of them;
    `refuses`: whether it keeps the case from being handed in; the others are for the officer to look at.
    """

    paper: str
    number: str
    refuses: bool
    wording: Wording


def invoice_papers(programme: Programme) -> frozenset[str]:
    """The materials whose files are invoices."""
    return frozenset(one.id for one in programme.materials if one.invoices)


def typed_invoices(programme: Programme, answers: Mapping[str, Json]) -> dict[str, int | None]:
    """The numbers the form claims, each with the amount claimed on it (分) where its table has one column of money.

    Only numbers of 20 digits: what was issued before has no file that can be read.
    """
    found: dict[str, int | None] = {}
    for claim in programme.claims:
        if claim.kind != "invoice":
            continue
        table, dot, name = claim.keys[0].partition(".")
        rows = answers.get(table) if dot else [{table: answers.get(table)}]
        money = _money_column(programme, table) if dot else ""
        for row in rows if isinstance(rows, list) else []:
            number = (
                values.invoice_number(str(row.get(name or table) or "")) if isinstance(row, dict) else None
            )
            if number is None or not isinstance(row, dict):
                continue
            amount, before = row.get(money), found.get(number)
            known = amount if isinstance(amount, int) and not isinstance(amount, bool) else None
            found[number] = known if before is None else before + (known or 0)
    return found


def _money_column(programme: Programme, table: str) -> str:
    field = next((one for one in programme.fields if one.id == table), None)
    money = [one.id for one in field.columns if one.type is FieldType.MONEY] if field else []
    return money[0] if len(money) == 1 else ""


def invoices_told(
    programme: Programme,
    answers: Mapping[str, Json],
    papers: Sequence[PaperRead],
    buyer: Party,
    today: dt.date,
    reversed_by: Mapping[str, str] | None = None,
) -> tuple[Told, ...]:
    """Everything that is wrong with the invoices of a case, or has to be looked at, those that refuse first. `reversed_by`: the
    red invoice known of a number.
    """
    claimed = typed_invoices(programme, answers)
    read = [one.reading.invoice for one in papers if one.reading is not None and one.reading.invoice]
    keys = {invoice.number: one.key for one in papers if one.reading and (invoice := one.reading.invoice)}
    found = [*_unread(papers), *_unclaimed(papers, claimed)]
    there = {invoice.number for invoice in read}
    expected = Expected(
        today=today,
        buyers=(buyer,),
        claimed_each={number: fen for number, fen in claimed.items() if fen is not None and number in there},
        reversed_by=reversed_by or {},
    )
    found += [
        Told(keys.get(one.number, ""), one.number, one.problem.refuses, one.wording)
        for one in check(read, expected).findings
    ]
    found += [Told("", number, False, _without_file(number)) for number in sorted(claimed.keys() - there)]
    return tuple(sorted(found, key=lambda one: not one.refuses))


def _unread(papers: Sequence[PaperRead]) -> list[Told]:
    """Pictures, and files that are no invoice a program can read: the officer reads those."""
    found = []
    for one in papers:
        if one.reading is None:
            told = Wording(
                f"“{one.name}”是图片，平台读不出来：请经办人看原件；有 XML、OFD 或 PDF 的请换成它。",
                f"“{one.name}” is a picture that is not read: the officer looks at it; hand in XML, OFD or PDF if there is one.",
            )
            found.append(Told(one.key, "", False, told))
        elif one.reading.problem is not None:
            problem, again = one.reading.problem, Wording("", "")
            if one.reading.code == "not_as_typed":
                again = Wording("填好后把这个文件再上传一次。", " Then upload this file once more.")
            told = Wording(f"“{one.name}”：{problem.zh}{again.zh}", f"“{one.name}”: {problem.en}{again.en}")
            found.append(Told(one.key, "", False, told))
    return found


def _unclaimed(papers: Sequence[PaperRead], claimed: Mapping[str, int | None]) -> list[Told]:
    found = []
    for one in papers:
        number = one.reading.number if one.reading else ""
        if number and number not in claimed:
            told = Wording(
                f"“{one.name}”是发票 {number}，表里没有填这个号码：请照文件补填或改正，或移除这个文件。",
                f"“{one.name}” is invoice {number}, which the form does not name: add the number, or take the file out.",
            )
            found.append(Told(one.key, number, True, told))
    return found


def _without_file(number: str) -> Wording:
    return Wording(
        f"填写了发票 {number}，没有读到它的文件：请经办人看原件。",
        f"Invoice {number} is claimed and no file of it was read: the officer looks at the paper.",
    )
