"""What an invoice says, whatever file it came in. Money is whole 分; what the file does not say is None or empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from zhongchuang.clearance.invoices.errors import InvoiceModelError

_Kind = TypeVar("_Kind")


class Source(Enum):
    """The file the invoice was read from. Of a PDF only what stands in print is known: no lines."""

    XML = "xml"
    OFD = "ofd"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or buyer: the name as printed and the 统一社会信用代码 or taxpayer number (upper case; empty for a person)."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of goods or services. `rate` is in 万分之 (6 % = 600); None where the line says 免税 or nothing."""

    name: str
    specification: str
    unit: str
    quantity: str  # as printed: up to 13 decimals, and never counted with
    unit_price: str  # likewise, before tax
    net: int | None
    rate: int | None
    tax: int | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as it was issued.

    `number` has 20 digits. `net`, `tax` and `total` (价税合计) are negative on a red invoice; net and tax are None where a PDF
    does not say them unmistakably. `reverses` is the number of the invoice that a red one takes back, empty where it is not said.
    """

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    net: int | None
    tax: int | None
    total: int
    red: bool
    reverses: str
    lines: tuple[Line, ...]
    source: Source

    def to_json(self) -> dict[str, Any]:
        """The invoice as JSON; `from_json` reads it back to an equal one."""
        return {**asdict(self), "issued_on": self.issued_on.isoformat(), "source": self.source.value}

    @classmethod
    def from_json(cls, value: object) -> Invoice:
        """Read what `to_json` wrote. Raises InvoiceModelError for anything else."""
        try:
            held = _mapping(value)
            return cls(
                number=_typed(held["number"], str),
                issued_on=date.fromisoformat(_typed(held["issued_on"], str)),
                seller=_party(held["seller"]),
                buyer=_party(held["buyer"]),
                net=_amount(held["net"]),
                tax=_amount(held["tax"]),
                total=_typed(held["total"], int),
                red=_typed(held["red"], bool),
                reverses=_typed(held["reverses"], str),
                lines=tuple(_line(line) for line in held["lines"]),
                source=Source(held["source"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvoiceModelError(
                "保存的发票内容读不出来：请重新上传发票文件。",
                "The stored invoice cannot be read back: upload the invoice file again.",
            ) from error


@dataclass(frozen=True, slots=True)
class Typed:
    """What the applicant typed beside the file. A PDF needs the number; whatever is typed must stand in the file."""

    number: str = ""
    issued_on: date | None = None
    total: int | None = None  # 分, tax included
    among: tuple[
        str, ...
    ] = ()  # numbers typed elsewhere in the form: without a number, a PDF may be one of these

    def to_json(self) -> dict[str, Any]:
        """The typed values as JSON, for the child process."""
        day = self.issued_on.isoformat() if self.issued_on else None
        return {"number": self.number, "issued_on": day, "total": self.total, "among": list(self.among)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Typed:
        """Read what `to_json` wrote."""
        day = value["issued_on"]
        issued_on = date.fromisoformat(day) if day else None
        return cls(value["number"], issued_on, value["total"], tuple(value.get("among", ())))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _typed(value: object, kind: type[_Kind]) -> _Kind:
    if type(value) is not kind:
        raise TypeError
    return value


def _amount(value: object) -> int | None:
    return None if value is None else _typed(value, int)


def _party(value: object) -> Party:
    held = _mapping(value)
    return Party(_typed(held["name"], str), _typed(held["code"], str))


def _line(value: object) -> Line:
    held = _mapping(value)
    return Line(
        name=_typed(held["name"], str),
        specification=_typed(held["specification"], str),
        unit=_typed(held["unit"], str),
        quantity=_typed(held["quantity"], str),
        unit_price=_typed(held["unit_price"], str),
        net=_amount(held["net"]),
        rate=_amount(held["rate"]),
        tax=_amount(held["tax"]),
    )
