"""Why a file is not read as an invoice. Each error is a sentence in Chinese and one in English.

InvoiceError
├── InvoiceModelError   JSON that is not what `Invoice.to_json` writes
├── ReadTimeout         reading took longer than allowed
├── TooLarge            more bytes, pages, lines or memory than an invoice has
├── Hostile             built to exhaust the machine (entities, bombs, depth)
├── Encrypted           a password is needed
├── Broken              of a known format, but damaged, or in an encoding that is not taken
├── NotAnInvoice        readable, but no 数电票, or one that lacks what an invoice must have
├── Ambiguous           says the same thing twice: nobody can know which one counts
└── NotAsTyped          what was typed does not stand in the file
"""

from __future__ import annotations

from typing import ClassVar


class InvoiceError(Exception):
    """Base of this tree: `zh` and `en` say what happened and what to do next; `code` travels between processes."""

    code: ClassVar[str] = "invoice_error"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en

    def __reduce__(self) -> tuple[type[InvoiceError], tuple[str, str]]:
        return type(self), (self.zh, self.en)


class InvoiceModelError(InvoiceError):
    """JSON given to `from_json` lacks a key or holds a value of the wrong type."""

    code = "model"


class ReadTimeout(InvoiceError):
    """Reading took longer than allowed."""

    code = "timeout"


class TooLarge(InvoiceError):
    """More bytes, pages, lines or memory than an invoice has."""

    code = "too_large"


class Hostile(InvoiceError):
    """The file is built to exhaust the machine that opens it."""

    code = "hostile"


class Encrypted(InvoiceError):
    """A password is needed to open the file."""

    code = "encrypted"


class Broken(InvoiceError):
    """The format is known, but the file is damaged or written in an encoding that is not taken."""

    code = "broken"


class NotAnInvoice(InvoiceError):
    """No 数电票, or one that lacks what an invoice must have."""

    code = "not_an_invoice"


class Ambiguous(InvoiceError):
    """The file says the same thing twice; nobody can know which one counts."""

    code = "ambiguous"


class NotAsTyped(InvoiceError):
    """What the applicant typed does not stand in the file."""

    code = "not_as_typed"
