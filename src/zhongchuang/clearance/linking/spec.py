"""What is compared, and what each answer is worth (pure). A weight is in bits: log2 of how much more often the answer is seen
between two rows of one firm than between two of different firms (Fellegi and Sunter's match weight).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_LIKELY = 0.9


@dataclass(frozen=True, slots=True)
class Level:
    """One answer: a condition over `column_l` and `column_r` in DuckDB's SQL.

    With `rarity`, how rare the value is counts instead of the weight's own share of chance agreement: two rows that agree on what
    nobody else has are one, two that agree on what everybody has need not be. `bits` then is the weight at a rarity of `usual`.
    """

    when: str
    bits: float
    rarity: str = ""  # the column whose value counts

    def shares(self) -> tuple[float, float]:
        """How often the answer is seen within a firm (m) and between firms (u), so that log2(m/u) is the weight."""
        if self.bits >= 0:
            return MOST_LIKELY, MOST_LIKELY / 2**self.bits
        return MOST_LIKELY * 2**self.bits, MOST_LIKELY


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answers in order, the first that is true holds; `otherwise` is the weight of none, `unknown` says when nothing is asked."""

    name: str
    unknown: str
    levels: tuple[Level, ...]
    otherwise: float


@dataclass(frozen=True, slots=True)
class Spec:
    """A model: comparisons, and how many other rows share a key before it no longer brings rows together."""

    comparisons: tuple[Comparison, ...]
    matched_share: float = 0.5  # of the longer list, how much is expected to be in the other
    own_share: float = 0.1  # within one list, how many rows are expected to be there again
    naming: frozenset[str] = field(
        default_factory=frozenset
    )  # columns that name one, such as 字号; others sort many
    coincidence: float = 0.3  # firms beside the one itself expected to share a value seen once
    usual: Mapping[str, float] = field(
        default_factory=dict
    )  # of columns that sort many: how often two rows share a value as a rule, for lists too short to tell
    population: int = 1  # a list of fewer rows is looked at as some of so many
    crowded: int = 2_500  # pairs a key may bring about
    always: frozenset[str] = field(
        default_factory=frozenset
    )  # kinds of keys that always do, up to `crowd_always`
    crowd_always: int = 20_000

    @property
    def rarities(self) -> tuple[str, ...]:
        """The columns whose rarity counts."""
        found = (level.rarity for one in self.comparisons for level in one.levels if level.rarity)
        return tuple(dict.fromkeys(found))
