"""The words a programme rests on, as people cite them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhongchuang.core.errors import NotFound
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors import current_rulebook

if TYPE_CHECKING:
    from zhongchuang.cases.programmes.schema import Programme
    from zhongchuang.policy.packs.schema import Measure


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


def carries_out(content: Programme, measure: Measure) -> bool:
    """Whether a programme carries out a measure."""
    return any(basis.measure == measure.id for basis in content.basis)


def measure_named(name: str) -> Measure | None:
    """A measure in force by its full id; None for no name. Raises NotFound for one there is not."""
    if not name:
        return None
    found = measures_named((name,))
    if not found:
        raise NotFound()
    return found[0]


def measures_named(names: Iterable[str | None]) -> list[Measure]:
    """The measures in force of these ids, each once, in order. Without an id nothing is asked."""
    wanted = list(dict.fromkeys(name for name in names if name))
    if not wanted:
        return []
    try:
        book = current_rulebook()
    except NoPacks:
        return []
    return [found for name in wanted if (found := book.measure(name)) is not None]


def cited(document: str, clause: str | None, *, book: RuleBook | None = None) -> Cited | None:
    """How the clause is cited, or a text that is not held, by its name and number; None where the packs know neither.

    `book`: the packs in force, where the page has them already.
    """
    try:
        book = book or current_rulebook()
    except NoPacks:
        return None
    held = book.document(document)
    if held is not None:
        return Cited(held.title, held.number or "", document, clause or "")
    other = book.basis(document)
    return None if other is None else Cited(other.title, other.number or "", "", "")
