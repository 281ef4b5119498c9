"""From an award to the words that allowed it: the clause it was decided on, as the packs hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.packs.text import clauses_of
from zhongchuang.policy.selectors import current_rulebook

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Award
    from zhongchuang.policy.packs.schema import RuleBook


@dataclass(frozen=True, slots=True)
class AwardBasis:
    """What an award rests on. `slug` is empty where the text itself is not held; then `in_words` is all there is."""

    title: str
    number: str
    ref: str
    slug: str = ""
    text: str = ""

    @property
    def in_words(self) -> str:
        """《标题》（文号）第几条, or what another department wrote."""
        if not self.slug:
            return self.title
        number = f"（{self.number}）" if self.number else ""
        return f"《{self.title}》{number}{self.ref}"


def bases_of(awards: Sequence[Award]) -> dict[int, AwardBasis]:
    """What each of these rests on, by key; one small query for all of them."""
    try:
        book = current_rulebook() if any(award.clause for award in awards) else None
    except NoPacks:
        book = None
    return {award.pk: _basis(award, book) for award in awards}


def _basis(award: Award, book: RuleBook | None) -> AwardBasis:
    slug, _, ref = award.clause.partition("#")
    document = book.document(slug) if book is not None and slug else None
    if document is None:
        other = book.basis(slug) if book is not None and slug else None
        if other is not None:
            number = f"（{other.number}）" if other.number else ""
            return AwardBasis(f"《{other.title}》{number}{ref}", "", "")
        return AwardBasis(award.basis_text or award.clause, "", "")
    clause = clauses_of(document).get(ref)
    return AwardBasis(document.title, document.number or "", ref, slug, "" if clause is None else clause.text)
