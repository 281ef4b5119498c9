"""What a red invoice takes back, as a key that the invoice taken back finds by itself (pure).

Who issues a red invoice is the seller of the one it takes back, to the same buyer; who brings it is one of the two. A file that
names the number of strangers' business finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.clearance.invoices.checks import same_party
from zhongchuang.clearance.invoices.model import Invoice, Party
from zhongchuang.clearance.invoices.values import of_citizen

KIND = "reversal"


def takes_back(red: Invoice, brought_by: Iterable[Party]) -> KeyClaim | None:
    """The key a red invoice holds: that of the one it takes back; None of an invoice that is none, does not say which, or is
    neither from nor to those who bring it.
    """
    if not (red.red and red.reverses):
        return None
    if not any(same_party(one, side) for one in brought_by for side in (red.seller, red.buyer)):
        return None
    return _key(red.reverses, red.seller, red.buyer, f"红字发票 {red.number}")


def taken_back_by(invoice: Invoice) -> KeyClaim:
    """The key under which a red invoice would hold this one."""
    return _key(invoice.number, invoice.seller, invoice.buyer, f"发票 {invoice.number}")


def holder_of(red: Invoice) -> str:
    """Under which name a red invoice holds what it takes back."""
    return f"invoice:{red.number}"


def number_of(holder: str) -> str:
    """The number of the red invoice that holds."""
    return holder.partition(":")[2]


def _key(number: str, seller: Party, buyer: Party, text: str) -> KeyClaim:
    return KeyClaim(KIND, (("number", number), ("seller", _said(seller)), ("buyer", _said(buyer))), text)


def _said(party: Party) -> str:
    """A firm by its code. A citizen's number, which some files carry and no reading keeps, is none."""
    return party.name if not party.code or of_citizen(party.code) else party.code
