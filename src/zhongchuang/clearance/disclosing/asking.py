"""What somebody types into the box of the list, as a tree: words and phrases with AND, OR, NOT and brackets.

    孵化器 沈阳            both                        (a space is AND)
    孵化器 OR 众创空间     one of them                 (AND binds closer than OR)
    孵化器 NOT 补贴        the first without the second
    "科技 创新券"          the characters in this order, the space left out beside Chinese as everywhere

The three operators are written in capitals; `and` in small letters is a word like any other. Words are compared as the search of
policies compares them (`core.search`): width, traditional characters, capitals and brackets do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.search.folding import fold

LONGEST = 200
MOST_WORDS = 12
DEEPEST = 8
_TOKEN = re.compile(r'\s*(?:(?P<quoted>"[^"]*"?)|(?P<bracket>[()])|(?P<word>[^\s()"]+))')
_SAME = str.maketrans("“”「」『』＂（）\u3000", '"""""""() ')
_AROUND = "',.;:!?、。，；"
OPERATORS = ("AND", "OR", "NOT")


class QueryUnreadable(InvalidInput):
    """What was typed is no question: a bracket without its other half, an operator without a word."""

    default_code = "clearance.query_unreadable"
    default_next = Wording(
        "请照例子改一改：孵化器 AND 沈阳 NOT 补贴；要找“AND”这个词本身，请加引号。",
        'Write it like 孵化器 AND 沈阳 NOT 补贴; to find the word "AND" itself, put it in quotes.',
    )


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that must stand together, folded."""

    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """What must not stand there."""

    part: Ask


@dataclass(frozen=True, slots=True)
class All:
    """Everything of it."""

    parts: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of it at least."""

    parts: tuple[Ask, ...]


Ask: TypeAlias = Word | Not | All | Some


def read(typed: str) -> Ask | None:
    """The tree of a question; None where nothing was typed. Raises QueryUnreadable with a sentence."""
    if len(typed) > LONGEST:
        raise QueryUnreadable(
            f"检索词最多 {LONGEST} 个字，现在是 {len(typed)} 个。",
            f"A search has at most {LONGEST} characters; this one has {len(typed)}.",
        )
    tokens = list(_tokens(typed))
    if not tokens:
        return None
    return _Reader(tokens).whole()


def words_in(ask: Ask | None) -> tuple[str, ...]:
    """The words looked for, those that must not stand there left out, each once."""
    match ask:
        case Word(text):
            return (text,)
        case All(parts) | Some(parts):
            return tuple(dict.fromkeys(word for part in parts for word in words_in(part)))
        case _:
            return ()


def holds(ask: Ask, folded: str) -> bool:
    """Whether a folded text answers the question: what the database must agree with."""
    match ask:
        case Word(text):
            return text in folded
        case Not(part):
            return not holds(part, folded)
        case All(parts):
            return all(holds(part, folded) for part in parts)
        case Some(parts):
            return any(holds(part, folded) for part in parts)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # word, AND, OR, NOT, (, )
    text: str = ""


def _tokens(typed: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(typed.translate(_SAME)):
        if found["bracket"]:
            yield _Token(found["bracket"])
        elif found["quoted"] is not None:
            if len(found["quoted"]) < 2 or not found["quoted"].endswith('"'):
                raise QueryUnreadable("引号没有成对。", "A quotation mark has no other half.")
            yield from _word(found["quoted"].strip('"'))
        elif found["word"] in OPERATORS:
            yield _Token(found["word"])
        else:
            yield from _word(found["word"].strip(_AROUND))


def _word(text: str) -> Iterator[_Token]:
    """The word, folded; nothing where nothing is left of it (a stop alone, a mark nobody sees)."""
    folded = " ".join(fold(text).replace("\n", " ").split())
    if folded:
        yield _Token("word", folded)


class _Reader:
    """Reads from left to right: a question is parts joined by OR, a part is pieces joined by AND, a piece may have NOT."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._words = 0

    def whole(self) -> Ask:
        """Everything that was typed."""
        found = self._some(0)
        if self._next() == ")":
            raise QueryUnreadable("右括号前面没有左括号。", "A closing bracket has no opening one.")
        return found

    def _next(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _some(self, depth: int) -> Ask:
        parts = [self._all(depth)]
        while self._next() == "OR":
            self._at += 1
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _all(self, depth: int) -> Ask:
        parts = [self._piece(depth)]
        while self._next() not in ("", ")", "OR"):
            if self._next() == "AND":
                self._at += 1
            parts.append(self._piece(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _piece(self, depth: int) -> Ask:
        kind = self._next()
        if kind == "NOT":
            self._at += 1
            if self._next() == "NOT":
                self._refuse("NOT")
            return Not(self._piece(depth))
        if kind == "(":
            return self._inside(depth + 1)
        if kind == "word":
            self._at += 1
            self._words += 1
            if self._words > MOST_WORDS:
                raise QueryUnreadable(f"一次最多 {MOST_WORDS} 个词。", f"At most {MOST_WORDS} words at once.")
            return Word(self._tokens[self._at - 1].text)
        return self._refuse(kind)

    def _inside(self, depth: int) -> Ask:
        if depth > DEEPEST:
            raise QueryUnreadable(f"括号最多套 {DEEPEST} 层。", f"Brackets stand at most {DEEPEST} deep.")
        self._at += 1
        found = self._some(depth)
        if self._next() != ")":
            raise QueryUnreadable("左括号后面没有右括号。", "An opening bracket has no closing one.")
        self._at += 1
        return found

    def _refuse(self, kind: str) -> NoReturn:
        """A word was expected here. `kind` is what stands instead; empty at the end."""
        before = self._tokens[self._at - 1].kind if self._at else ""
        if kind == "" and before in OPERATORS:
            raise QueryUnreadable(f"{before} 后面缺一个词。", f"A word is missing after {before}.")
        if kind in OPERATORS:
            raise QueryUnreadable(f"{kind} 前面缺一个词。", f"A word is missing before {kind}.")
        raise QueryUnreadable("括号里没有词。", "There is no word in the brackets.")
