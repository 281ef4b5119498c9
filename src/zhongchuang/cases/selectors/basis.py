"""The words a programme rests on, as people cite them."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.selectors import current_rulebook


@dataclass(frozen=True, slots=True)
class Cited:
    """A document as it is cited: its title, its number, and where its clause is found on this site."""

    title: str
    number: str
    slug: str
    clause: str

    @property
    def in_words(self) -> str:
        """《标题》（文号）第几条."""
        number = f"（{self.number}）" if self.number else ""
        return f"《{self.title}》{number}{self.clause}"


def cited(document: str, clause: str | None) -> Cited | None:
    """How the clause is cited, or a text that is not held, by its name and number; None where the packs know neither."""
    try:
        book = current_rulebook()
    except NoPacks:
        return None
    held = book.document(document)
    if held is not None:
        return Cited(held.title, held.number or "", document, clause or "")
    other = book.basis(document)
    return None if other is None else Cited(other.title, other.number or "", "", "")
