"""A file handed in as evidence of an invoice: read in its sandbox, held against what a case or an order says. Pure: no tables.

    reading = invoice_read_file(data, "发票.xml")                     always answers: an invoice, or why it is none
    findings_for(reading, today=…, buyer_uscc=…, amount=…)            what is wrong with it, in sentences

The name of a file says nothing about what it is; it is kept to be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from zhongchuang.clearance.invoices.checks import Counts, Expected, Outcome, check
from zhongchuang.clearance.invoices.errors import InvoiceError
from zhongchuang.clearance.invoices.findings import Finding
from zhongchuang.clearance.invoices.model import Invoice, Party, Typed
from zhongchuang.clearance.invoices.sandbox import read_in_sandbox
from zhongchuang.core.errors import Wording


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file: the invoice, or the sentence that says why it could not be read and `code`, its kind.

    Exactly one of `invoice` and `problem` is there. `sha256` is that of the bytes, hexadecimal.
    """

    sha256: str
    filename: str
    invoice: Invoice | None
    problem: Wording | None = None
    code: str = ""

    @property
    def number(self) -> str:
        """The number of the invoice; empty where it could not be read."""
        return self.invoice.number if self.invoice is not None else ""

    def to_json(self) -> dict[str, Any]:
        """The facts as JSON; `from_json` reads them back to an equal reading."""
        told = [self.problem.zh, self.problem.en] if self.problem is not None else None
        return {
            "sha256": self.sha256,
            "filename": self.filename,
            "invoice": self.invoice.to_json() if self.invoice is not None else None,
            "problem": told,
            "code": self.code,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reading:
        """Read what `to_json` wrote. Raises InvoiceModelError, KeyError."""
        told, invoice = value["problem"], value["invoice"]
        return cls(
            sha256=value["sha256"],
            filename=value["filename"],
            invoice=None if invoice is None else Invoice.from_json(invoice),
            problem=None if told is None else Wording(*told),
            code=value["code"],
        )


def invoice_read_file(
    data: bytes,
    filename: str,
    *,
    number: str = "",
    issued_on: date | None = None,
    total: int | None = None,
    among: Collection[str] = (),
) -> Reading:
    """Read a file as an invoice in a process of its own (seconds; call it outside a transaction). Raises nothing of `errors`.

    `number`, `issued_on` and `total` (分, tax included) are what was typed beside it: a PDF needs the number; whatever is typed
    must stand in the file. `among`: numbers typed in a form; a PDF without `number` may be one of them.
    """
    digest = sha256(data).hexdigest()
    try:
        return Reading(digest, filename, read_in_sandbox(data, Typed(number, issued_on, total, tuple(among))))
    except InvoiceError as error:
        return Reading(digest, filename, None, Wording(error.zh, error.en), error.code)


def findings_for(
    reading: Reading,
    *,
    today: date,
    buyer_uscc: str = "",
    buyer_name: str = "",
    seller_uscc: str = "",
    seller_name: str = "",
    amount: int | None = None,
    counts: Counts = Counts.TOTAL,
    first: date | None = None,
    last: date | None = None,
    used: Collection[str] = (),
    reversed_by: Mapping[str, str] | None = None,
) -> Outcome:
    """What is wrong with one reading, and what it is worth (`Outcome.counted`, 分); `Outcome.refused` where it cannot stand.

    A side whose code and name are both empty may be anybody. `amount` (分) is what is claimed on the invoice: more than it is
    worth is a finding. A file that could not be read has no findings here; its sentence is `reading.problem`.
    """
    if reading.invoice is None:
        return Outcome((), 0)
    expected = Expected(
        today=today,
        buyers=_party(buyer_name, buyer_uscc),
        sellers=_party(seller_name, seller_uscc),
        first=first,
        last=last,
        counts=counts,
        claimed_each={} if amount is None else {reading.invoice.number: amount},
        used=used,
        reversed_by=reversed_by or {},
    )
    return check([reading.invoice], expected)


def _party(name: str, code: str) -> tuple[Party, ...]:
    return (Party(name, code.upper()),) if name or code else ()


__all__ = ["Counts", "Finding", "Outcome", "Reading", "findings_for", "invoice_read_file"]
