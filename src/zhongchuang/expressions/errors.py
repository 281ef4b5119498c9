"""Failures of the rule language. Every one is a sentence in Chinese and in English that says what to do next.

Tree::

    ExpressionsError
    ├── RuleError                 something is wrong with a rule; carries line and column
    │   ├── RuleSyntaxError       it cannot be read, or uses what the language does not have
    │   ├── RuleNameError         a fact, parameter or function nobody declared
    │   ├── RuleTypeError         the parts do not fit together
    │   └── RuleOverflowError     a result could pass 38 digits
    ├── VocabularyError           a vocabulary contradicts itself
    ├── FactError                 a fact's value is not what its declaration says
    ├── ParameterError            a parameter is missing or is not what its declaration says
    ├── PopulationError           a file of subjects cannot be read as one
    └── DialectError              a rule cannot be said in the SQL dialect asked for
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a rule's text something stands; both counted from 1, columns in characters."""

    line: int
    column: int

    @classmethod
    def of(cls, text: str, offset: int) -> Position:
        """The position of the character at ``offset`` (from 0) in ``text``."""
        before = text[:offset]
        return cls(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


class ExpressionsError(Exception):
    """Root of the tree. ``zh`` and ``en`` hold the same sentence in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class RuleError(ExpressionsError):
    """Something is wrong with a rule; ``position`` says where in ``text``."""

    def __init__(self, zh: str, en: str, *, text: str, position: Position) -> None:
        place_zh = f"第{position.line}行第{position.column}字符："
        place_en = f"line {position.line}, column {position.column}: "
        super().__init__(place_zh + zh, place_en + en)
        self.text = text
        self.position = position


class RuleSyntaxError(RuleError):
    """The text is no expression, or uses a construct the rule language does not have."""


class RuleNameError(RuleError):
    """A fact, parameter or function that is not declared."""


class RuleTypeError(RuleError):
    """Operands, or the result, are not of the types asked for."""


class RuleOverflowError(RuleError):
    """With the declared bounds a value could pass 38 digits, more than any engine keeps exactly."""


class VocabularyError(ExpressionsError):
    """A vocabulary, a type or a fact's declaration contradicts itself."""


class FactError(ExpressionsError):
    """The value given for a fact is not of its type or lies outside its bounds.

    ``fact`` is the name; ``reason`` a short code (``type``, ``bounds``, ``code``, ``industry``,
    ``unknown-fact``).
    """

    def __init__(self, zh: str, en: str, *, fact: str, reason: str) -> None:
        super().__init__(zh, en)
        self.fact = fact
        self.reason = reason


class ParameterError(ExpressionsError):
    """A parameter has no value, or one that is not of its declared type."""

    def __init__(self, zh: str, en: str, *, parameter: str) -> None:
        super().__init__(zh, en)
        self.parameter = parameter


class PopulationError(ExpressionsError):
    """A file of subjects cannot be used at all (as opposed to one bad subject, which is reported)."""


class DialectError(ExpressionsError):
    """The SQL dialect cannot carry the rule exactly."""
