"""Text to syntax tree. sqlglot reads the text, and does nothing else: its optimizer and executor are never
used.

The tokenizer knows only the language's own words, so no fact has to avoid the hundreds of words SQL
reserves, and every function is read as a plain call whose name the binder looks up.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.parser import Parser as SqlParser
from sqlglot.tokenizer_core import TokenType
from sqlglot.tokens import Tokenizer as SqlTokenizer

from .errors import Position, RuleSyntaxError

MAXIMUM_LENGTH = 10_000
"""Characters of one rule; a longer text is no sentence a person would check."""

MAXIMUM_DEPTH = 60
"""Levels of nesting of one rule."""


class _RuleDialect(Dialect):
    """The words and signs of the rule language, and no functions known to SQL."""

    class Tokenizer(SqlTokenizer):
        KEYWORDS = {
            "AND": TokenType.AND,
            "OR": TokenType.OR,
            "NOT": TokenType.NOT,
            "IN": TokenType.IN,
            "BETWEEN": TokenType.BETWEEN,
            "CASE": TokenType.CASE,
            "WHEN": TokenType.WHEN,
            "THEN": TokenType.THEN,
            "ELSE": TokenType.ELSE,
            "END": TokenType.END,
            "TRUE": TokenType.TRUE,
            "FALSE": TokenType.FALSE,
            "NULL": TokenType.NULL,
            "IS": TokenType.IS,
            "DATE": TokenType.DATE,
            "<>": TokenType.NEQ,
            "!=": TokenType.NEQ,
            "<=": TokenType.LTE,
            ">=": TokenType.GTE,
            "||": TokenType.DPIPE,
        }

    class Parser(SqlParser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}
        NO_PAREN_FUNCTION_PARSERS = {"CASE": lambda self: self._parse_case()}


_DIALECT = _RuleDialect()


def parse(text: str) -> exp.Expr:
    """The syntax tree of one expression; ``RuleSyntaxError`` where there is none."""
    if len(text) > MAXIMUM_LENGTH:
        raise RuleSyntaxError(
            f"规则有{len(text)}个字符，最多{MAXIMUM_LENGTH}个；请拆成几条规则。",
            f"The rule has {len(text)} characters, more than {MAXIMUM_LENGTH}; split it into several rules.",
            text=text,
            position=Position(1, 1),
        )
    try:
        trees = _DIALECT.parse(text)
    except RecursionError as error:
        raise too_deep(text, 0) from error
    except SqlglotError as error:
        raise _unreadable(text, error) from error
    tree = trees[0] if trees else None
    if tree is None:
        raise RuleSyntaxError(
            "规则是空的；请写出条件或公式。",
            "The rule is empty; write a condition or a formula.",
            text=text,
            position=Position(1, 1),
        )
    return tree


def too_deep(text: str, offset: int) -> RuleSyntaxError:
    """The error for a rule nested beyond ``MAXIMUM_DEPTH``."""
    return RuleSyntaxError(
        f"规则嵌套超过{MAXIMUM_DEPTH}层；请拆成几条规则。",
        f"The rule is nested more than {MAXIMUM_DEPTH} levels deep; split it into several rules.",
        text=text,
        position=Position.of(text, offset),
    )


def _unreadable(text: str, error: SqlglotError) -> RuleSyntaxError:
    """sqlglot's finding, with its place, in our own words."""
    details = getattr(error, "errors", None) or [{}]
    line = details[0].get("line") or 1
    column = details[0].get("col") or 1
    near = details[0].get("highlight") or text.strip()[:20]
    return RuleSyntaxError(
        f"在“{near}”附近读不懂；请检查括号、引号和运算符是否完整。",
        f"Cannot be read near “{near}”; check that brackets, quotes and operators are complete.",
        text=text,
        position=Position(line, max(1, column - len(near) + 1)),
    )


def offset_of(tree: exp.Expr) -> int:
    """Where ``tree`` begins in the source. sqlglot marks names, literals and calls; the leftmost mark
    counts.
    """
    marks = [node.meta["start"] for node in tree.walk() if "start" in node.meta]
    return min(marks, default=0)
