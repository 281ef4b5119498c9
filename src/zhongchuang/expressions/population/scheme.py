"""What each fact becomes inside the columnar engine.

Amounts, numbers and dates stay one integer column. A code becomes a column with one bit set, so
that IN is one AND (or, with more than 63 values, its number). An industry becomes one bit per
distinct list any rule asks about: whether the subject is within it, and whether that cannot be told
because the subject's code is too coarse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from zhongchuang.expressions.bounds import INT64
from zhongchuang.expressions.industry import is_within
from zhongchuang.expressions.kinds import Kind, whole
from zhongchuang.expressions.nodes import FactNode, ListNode, Node, Operator
from zhongchuang.expressions.vocabulary import Fact, Vocabulary

_BITS = 32
"""Lists per column of industry bits."""

_LARGEST_BIT_SET = 63


@dataclass(frozen=True, slots=True)
class CodeBook:
    """The numbers of a code fact's values, and whether its column holds bits or those numbers."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, fact: Fact) -> CodeBook:
        """The book of one code fact: its values in alphabetical order."""
        return cls({value: number for number, value in enumerate(sorted(fact.type.codes))})

    @property
    def has_bits(self) -> bool:
        """Whether each value has a bit of its own."""
        return len(self.numbers) <= _LARGEST_BIT_SET

    def stored(self) -> pl.Series:
        """What the column holds for each number."""
        if self.has_bits:
            narrow = pl.UInt8 if len(self.numbers) <= 8 else pl.UInt64
            return pl.Series([1 << number for number in self.numbers.values()], dtype=narrow)
        return pl.Series(list(self.numbers.values()), dtype=pl.UInt32)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The columns a set of resolved rules needs."""

    facts: dict[str, Fact]
    code_books: dict[str, CodeBook]
    industry_lists: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    _known_bits: dict[tuple[str, str], tuple[int, int]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, roots: Iterable[Node], vocabulary: Vocabulary) -> Scheme:
        """The scheme for the rules whose resolved trees are ``roots``."""
        roots = list(roots)
        nodes = [node for root in roots for node in root.walk()]
        facts = {node.name: vocabulary[node.name] for node in nodes if isinstance(node, FactNode)}
        lists: dict[str, dict[tuple[str, ...], None]] = {}
        for node in nodes:
            if node.operator is Operator.CODE_WITHIN:
                name, values = within_operands(node)
                lists.setdefault(name, {})[values] = None
        books = {name: CodeBook.of(fact) for name, fact in facts.items() if fact.type.kind is Kind.CODE}
        return cls(facts, books, {name: list(found) for name, found in lists.items()})

    def industry_bit(self, fact: str, values: tuple[str, ...]) -> tuple[pl.Expr, pl.Expr]:
        """The bits that say “within the list” and “cannot be told”, each as a column ANDed with its bit."""
        index = self.industry_lists[fact].index(values)
        column, bit = divmod(index, _BITS)
        mask = pl.lit(1 << bit, dtype=pl.UInt32)
        return pl.col(within_column(fact, column)) & mask, pl.col(coarse_column(fact, column)) & mask

    def industry_columns(self, fact: str, codes: list[str]) -> dict[str, pl.Series]:
        """For each code its bits, column by column."""
        rows = [self._bits(fact, code) for code in codes]
        columns: dict[str, pl.Series] = {}
        for index in range(-(-len(self.industry_lists[fact]) // _BITS)):
            shift, mask = index * _BITS, (1 << _BITS) - 1
            within, coarse = ([row[side] >> shift & mask for row in rows] for side in (0, 1))
            columns[within_column(fact, index)] = pl.Series(within, dtype=pl.UInt32)
            columns[coarse_column(fact, index)] = pl.Series(coarse, dtype=pl.UInt32)
        return columns

    def _bits(self, fact: str, code: str) -> tuple[int, int]:
        """The bits of one code over all lists, worked out once: “within” and “cannot be told”."""
        found = self._known_bits.get((fact, code))
        if found is None:
            verdicts = [is_within(code, values) for values in self.industry_lists[fact]]
            within = sum(1 << bit for bit, verdict in enumerate(verdicts) if verdict)
            coarse = sum(1 << bit for bit, verdict in enumerate(verdicts) if verdict is None)
            found = self._known_bits[fact, code] = (within, coarse)
        return found


def within_operands(node: Node) -> tuple[str, tuple[str, ...]]:
    """The fact and the listed codes of a resolved ``code_within``."""
    fact, listed = node.operands
    assert isinstance(fact, FactNode) and isinstance(listed, ListNode)
    return fact.name, listed.values


def within_column(fact: str, index: int) -> str:
    """The name of a column of bits “within the list”; no fact's name contains a dot."""
    return f"{fact}.within{index}"


def coarse_column(fact: str, index: int) -> str:
    """The name of a column of bits “cannot be told”."""
    return f"{fact}.coarse{index}"


def storage(fact: Fact) -> type[pl.Int64] | type[pl.Int128]:
    """The integer type that holds every value of an exact fact."""
    assert fact.low is not None and fact.high is not None
    return pl.Int64 if max(abs(whole(fact.low)), abs(whole(fact.high))) <= INT64 else pl.Int128
