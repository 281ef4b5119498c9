"""What may be asked of a subject: the facts, their types, units and bounds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .errors import FactError, VocabularyError
from .kinds import Kind, Raw, Type, Value, decode, encode

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)

RESERVED = frozenset(
    {"p", "and", "or", "not", "in", "between", "case", "when", "then", "else", "end"}
) | frozenset({"true", "false", "null", "is", "date"})
"""Words a fact or parameter may not be called, because the language uses them itself."""

_DEFAULT_BOUNDS: Mapping[Kind, tuple[int, int]] = {
    Kind.MONEY: (-(10**15), 10**15),  # ±10 万亿元 in 分
    Kind.INTEGER: (-(10**9), 10**9),
}
_DEFAULT_DECIMAL_BOUND = 10**6  # in whole units, before scaling
EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2199, 12, 31)


def check_name(name: str, what_zh: str, what_en: str) -> None:
    """Raise ``VocabularyError`` unless ``name`` can stand in a rule."""
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise VocabularyError(
            f"{what_zh}名“{name}”不可用；请用小写字母开头、由小写字母、数字和下划线组成且非保留字的名称。",
            f"The {what_en} name “{name}” cannot be used; choose lower-case letters, digits and underscores, "
            "beginning with a letter, and no reserved word.",
        )


def raw_bounds(type_: Type, minimum: Value | None, maximum: Value | None) -> tuple[Raw | None, Raw | None]:
    """Declared bounds as kept inside, defaults filled in; ``(None, None)`` where the type has no order.

    Raises ``VocabularyError`` where a bound is not of the type or the lower is above the upper.
    """
    if not type_.is_ordered:
        if minimum is not None or maximum is not None:
            raise VocabularyError(
                f"{type_.zh}没有大小，不能设上下限；请删去minimum和maximum。",
                f"A {type_.en} has no order and so no bounds; remove minimum and maximum.",
            )
        return None, None
    low, high = _default_bounds(type_)
    given = []
    for bound, default in ((minimum, low), (maximum, high)):
        raw = default if bound is None else encode(type_, bound)
        if raw is None:
            raise VocabularyError(
                f"上下限“{bound}”不是{type_.zh}；请改为该类型的值。",
                f"The bound “{bound}” is no {type_.en}; give a value of that type.",
            )
        given.append(raw)
    if given[0] > given[1]:  # type: ignore[operator]  # both are ints, or both dates: encode() made them of one type
        raise VocabularyError(
            f"下限“{minimum}”大于上限“{maximum}”；请对调。",
            f"The lower bound “{minimum}” is above the upper bound “{maximum}”; swap them.",
        )
    return given[0], given[1]


def _default_bounds(type_: Type) -> tuple[Raw, Raw]:
    if type_.kind is Kind.DATE:
        return EARLIEST, LATEST
    if type_.kind is Kind.DECIMAL:
        bound = _DEFAULT_DECIMAL_BOUND * 10**type_.scale
        return -bound, bound
    return _DEFAULT_BOUNDS[type_.kind]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a rule may ask of a subject.

    ``minimum`` and ``maximum`` are public values (money in 分), both inclusive. They are a promise the
    engines rely on: a value outside is refused, and the widths of all arithmetic are derived from them.
    ``unit`` is the word shown beside a number (元, 人, ㎡, …) and ``label`` the Chinese name; neither changes
    a result.
    """

    name: str
    type: Type
    label: str = ""
    unit: str = ""
    minimum: Value | None = None
    maximum: Value | None = None
    low: Raw | None = field(init=False, repr=False, compare=False)
    high: Raw | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_name(self.name, "事实", "fact")
        low, high = raw_bounds(self.type, self.minimum, self.maximum)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def encode(self, value: object) -> Raw:
        """``value`` as kept inside; ``FactError`` where it is not of the type or lies outside the bounds."""
        raw = encode(self.type, value)
        if raw is None:
            raise self._refusal(value)
        if self.low is not None and not self.low <= raw <= self.high:  # type: ignore[operator]  # same ordered type
            low, high = decode(self.type, self.low), decode(self.type, self.high)
            unit = "分" if self.type.kind is Kind.MONEY else self.unit
            raise FactError(
                f"“{self.label or self.name}”的值{value}{unit}超出{low}至{high}{unit}；请核对单位和数值。",
                f"{self.name} = {value} lies outside {low} to {high}; check the unit and the number.",
                fact=self.name,
                reason="bounds",
            )
        return raw

    def _refusal(self, value: object) -> FactError:
        label = self.label or self.name
        if self.type.kind is Kind.CODE and isinstance(value, str):
            choices = "、".join(sorted(self.type.codes))
            return FactError(
                f"“{label}”没有取值“{value}”；可用：{choices}。",
                f"{self.name} has no value “{value}”; use one of {choices}.",
                fact=self.name,
                reason="code",
            )
        if self.type.kind is Kind.INDUSTRY and isinstance(value, str):
            return FactError(
                f"“{value}”不是国民经济行业分类代码；请用门类字母加大类、中类或小类，如C、C16、C1610。",
                f"“{value}” is no GB/T 4754 code; give a section, division, group or class: C, C16, C1610.",
                fact=self.name,
                reason="industry",
            )
        return FactError(
            f"“{label}”的值{value!r}不是{self.type.zh}；请按该类型填写。",
            f"{self.name} = {value!r} is no {self.type.en}; give a value of that type.",
            fact=self.name,
            reason="type",
        )


class Subject:
    """The facts of one subject, checked once so that many rules can be asked of it. Made by
    ``Vocabulary.subject``.
    """

    __slots__ = ("raw", "vocabulary")

    def __init__(self, vocabulary: Vocabulary, raw: dict[str, Raw | None]) -> None:
        self.vocabulary = vocabulary
        self.raw = raw

    def value(self, name: str) -> Value | None:
        """The public value of a fact; ``None`` while unknown."""
        return decode(self.vocabulary[name].type, self.raw[name])


class Vocabulary(Mapping[str, Fact]):
    """The facts rules may name, by name, in the order declared."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        collected: dict[str, Fact] = {}
        for fact in facts:
            if fact.name in collected:
                raise VocabularyError(
                    f"事实“{fact.name}”声明了两次；请删去其一。",
                    f"The fact “{fact.name}” is declared twice; remove one.",
                )
            collected[fact.name] = fact
        self._facts = MappingProxyType(collected)

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def subject(self, facts: Mapping[str, Value | None]) -> Subject:
        """Check and keep what is known of one subject. A fact that is missing or ``None`` is unknown.

        Raises ``FactError`` on the first value that is not of its type, outside its bounds, or for a fact
        that is not in the vocabulary.
        """
        raw: dict[str, Raw | None] = dict.fromkeys(self._facts)
        for name, value in facts.items():
            fact = self._facts.get(name)
            if fact is None:
                raise FactError(
                    f"词汇表里没有事实“{name}”；请核对拼写，或先在词汇表中声明。",
                    f"The vocabulary has no fact “{name}”; check its spelling, or declare it first.",
                    fact=name,
                    reason="unknown-fact",
                )
            if value is not None:
                raw[name] = fact.encode(value)
        return Subject(self, raw)
