"""What is wrong with the invoices of a case: a pure decision over what was read and what the case says.

The result does not depend on the order of the invoices. Two files of one invoice are both refused rather than one of them
counted: the applicant says which stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from stdnum.cn import uscc

from zhongchuang.clearance.decisions import KeyClaim, canonical
from zhongchuang.clearance.invoices import findings, values
from zhongchuang.clearance.invoices.findings import Finding, Problem
from zhongchuang.clearance.invoices.model import Invoice, Party

_CODE_LENGTH = 18
_NUMBER_LENGTH = 20
_DIGITS = re.compile(r"\d+", re.ASCII)


class Counts(Enum):
    """What of an invoice a programme supports."""

    NET = "net"  # 不含税金额
    TOTAL = "total"  # 价税合计


@dataclass(frozen=True, slots=True)
class Expected:
    """What the case and the programme say the invoices should be.

    `buyers` and `sellers` are who may stand on each side, anybody where empty: the applicant buys, or sells where the programme
    supports what it earned; of a voucher order both are known. `first` and `last` are days that still count. `used` are the
    numbers held by others; `reversed_by` the red invoice known of a number. Amounts claimed are in 分.
    """

    today: date
    buyers: tuple[Party, ...] = ()
    sellers: tuple[Party, ...] = ()
    first: date | None = None
    last: date | None = None
    counts: Counts = Counts.TOTAL
    claimed: int | None = None
    claimed_each: Mapping[str, int] = field(default_factory=dict)
    used: Collection[str] = ()
    reversed_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, by number and kind, and what the invoices nothing is held against are worth together (分)."""

    findings: tuple[Finding, ...]
    counted: int

    @property
    def refused(self) -> bool:
        """Whether anything found keeps the case from going on."""
        return any(found.problem.refuses for found in self.findings)


def check(invoices: Sequence[Invoice], expected: Expected) -> Outcome:
    """Everything that is wrong with the invoices, and what those that are right are worth."""
    taken_back = _taken_back(invoices, expected)
    found: set[Finding] = set()
    counted = 0
    times = Counter(invoice.number for invoice in invoices)
    for invoice in invoices:
        of_this = set(_of_one(invoice, expected, taken_back))
        if times[invoice.number] > 1:
            of_this.add(findings.doubled(invoice.number, times[invoice.number]))
        if not any(one.problem.refuses for one in of_this):
            counted += worth(invoice, expected.counts) or 0
        found |= of_this
    found |= {findings.missing(number) for number in expected.claimed_each if number not in times}
    if expected.claimed is not None and expected.claimed > counted:
        found.add(findings.claimed_all(expected.claimed, counted))
    order = {problem: place for place, problem in enumerate(Problem)}
    told = sorted(found, key=lambda one: (not one.number, one.number, order[one.problem], one.wording.zh))
    return Outcome(tuple(told), counted)


def worth(invoice: Invoice, counts: Counts) -> int | None:
    """What a programme counts of an invoice, in 分; None where the file does not say it."""
    return invoice.total if counts is Counts.TOTAL else invoice.net


def key_of(number: str, code: str = "") -> KeyClaim:
    """The key by which an invoice is claimed once across all programmes and vouchers, however the form calls its field.

    A number of 20 digits is unique by itself, whatever word is typed around it; one from before (8 digits) is unique under its
    code, which then stands before it.
    """
    twenty = _twenty_in(number)
    whole = twenty[0] if len(twenty) == 1 else f"{code}{number}"
    return KeyClaim("invoice", (("number", whole),), f"发票 {' '.join(filter(None, (code, number)))}")


def keys_typed(text: str, code: str = "") -> list[KeyClaim]:
    """The keys of what somebody typed where a form asks for an invoice: of each number, where several stand in one field."""
    return [key_of(number) for number in _twenty_in(text)] or [key_of(text, code)]


def _twenty_in(text: str) -> list[str]:
    """The numbers of 20 digits in a text, two that only a space parts among them."""
    runs = [run for run in _DIGITS.findall(canonical(text)) if len(run) % _NUMBER_LENGTH == 0]
    return [run[at : at + _NUMBER_LENGTH] for run in runs for at in range(0, len(run), _NUMBER_LENGTH)]


def same_party(one: Party, other: Party) -> bool:
    """By code where both have one, else by name: full and half width, spaces and hyphens make no difference."""
    if one.code and other.code:
        return canonical(one.code) == canonical(other.code)
    return bool(canonical(one.name)) and canonical(one.name) == canonical(other.name)


def _taken_back(invoices: Sequence[Invoice], expected: Expected) -> dict[str, str]:
    """Which red invoice takes which back: what is known already, and the red ones among these."""
    among = sorted((i.reverses, i.number) for i in invoices if i.red and i.reverses)
    return {**dict(reversed(among)), **expected.reversed_by}


def _of_one(invoice: Invoice, expected: Expected, taken_back: Mapping[str, str]) -> Iterator[Finding]:
    number = invoice.number
    if number in expected.used:
        yield findings.used(number)
    if invoice.red:
        yield findings.red(invoice)
    elif invoice.total <= 0:
        yield findings.zero(number)
    if number in taken_back:
        yield findings.reversed_by(number, taken_back[number])
    yield from _parties(invoice, expected)
    yield from _dates(invoice, expected)
    yield from _amounts(invoice)
    value = worth(invoice, expected.counts)
    if value is None:
        yield findings.net_unknown(number)
    elif (claimed := expected.claimed_each.get(number)) is not None and claimed > value:
        yield findings.claimed_one(number, claimed, value)


def _parties(invoice: Invoice, expected: Expected) -> Iterator[Finding]:
    number = invoice.number
    for problem, found, wanted in (
        (Problem.BUYER, invoice.buyer, expected.buyers),
        (Problem.SELLER, invoice.seller, expected.sellers),
    ):
        fits = next((party for party in wanted if _stands_for(found, party)), None)
        if wanted and fits is None:
            yield findings.stranger(problem, number, found, wanted)
        elif fits is not None and found.name and fits.name and canonical(found.name) != canonical(fits.name):
            yield findings.renamed(number, found, fits)
        yield from _code(number, problem.value, found)
    if same_party(invoice.buyer, invoice.seller):
        yield findings.self_dealt(number, invoice.buyer)


def _stands_for(found: Party, wanted: Party) -> bool:
    """A firm is its code: an invoice without one, made out to its bare name, is not made out to it."""
    return bool(found.code) and same_party(found, wanted) if wanted.code else same_party(found, wanted)


def _code(number: str, side: str, party: Party) -> Iterator[Finding]:
    """A person buys without a code; everybody else is proved by the check digit (GB 32100-2015)."""
    if not party.code and side == "buyer":
        return
    if len(party.code) != _CODE_LENGTH:
        yield findings.unproven_code(number, side, party)
    elif not uscc.is_valid(party.code):
        if not values.of_citizen(party.code):
            yield findings.wrong_code(number, side, party)
        else:
            yield findings.unproven_code(
                number, side, Party(party.name)
            )  # a citizen's number is not repeated


def _dates(invoice: Invoice, expected: Expected) -> Iterator[Finding]:
    day = invoice.issued_on
    if day > expected.today:
        yield findings.misdated(Problem.FUTURE, invoice, expected.today)
    if expected.first is not None and day < expected.first:
        yield findings.misdated(Problem.TOO_EARLY, invoice, expected.first)
    if expected.last is not None and day > expected.last:
        yield findings.misdated(Problem.TOO_LATE, invoice, expected.last)


def _amounts(invoice: Invoice) -> Iterator[Finding]:
    """Net and tax make the total exactly; the lines make the net exactly, and the tax within one 分 a line (rounding)."""
    net, tax = invoice.net, invoice.tax
    if net is not None and tax is not None and net + tax != invoice.total:
        yield findings.sums(invoice, net, tax)
    of_lines = [line.net for line in invoice.lines if line.net is not None]
    if not invoice.lines or len(of_lines) != len(invoice.lines):
        yield findings.lines_unknown(invoice.number)
    elif (net is not None and sum(of_lines) != net) or (
        tax is not None and abs(sum(line.tax or 0 for line in invoice.lines) - tax) > len(of_lines)
    ):
        yield findings.lines(invoice.number)
