"""Parts that show one thing: a state, a course, facts, an amount, a quoted clause, a tree of reasons."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.money import format_wan, format_yuan, plain_yuan

Text: TypeAlias = str | Promise
"""What a reader sees: a string, or one that gettext translates when it is drawn."""


class Tone(StrEnum):
    """How loud a part speaks. There is one accent and one danger colour; the rest is ink."""

    PLAIN = "plain"
    ACCENT = "accent"
    DANGER = "danger"


class Shape(StrEnum):
    """The sign beside a word, so that a state is told without colour."""

    CHECK = "check"
    CROSS = "cross"
    QUESTION = "question"
    NEAR = "near"
    DOT = "dot"
    RING = "ring"
    HALF = "half"
    WARNING = "warning"
    PAUSE = "pause"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere. `url` is a path of this site, or a full address for an official source."""

    label: Text
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A state in one word with its shape: 符合 ✓, 不符合 ✕, 待回答 ?"""

    word: Text
    shape: Shape = Shape.DOT
    tone: Tone = Tone.PLAIN


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    CURRENT = "current"
    NEXT = "next"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a course; `note` says when it was done or by when it is due."""

    label: Text
    state: StepState
    note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stepper:
    """A course of steps in order, at most one of them current."""

    label: Text
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        current = sum(step.state is StepState.CURRENT for step in self.steps)
        if current > 1:
            raise ValueError(f"a stepper has one current step at most, not {current}")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount inside other parts: integer 分, drawn like `{% amount %}`; None is one nobody has set.

    In a column whose head names the unit, `unit` is False.
    """

    fen: int | None
    wan: bool = False
    unit: bool = True


@dataclass(frozen=True, slots=True)
class Amount:
    """How an amount reads: digits already grouped, the unit apart so that columns align on the digits."""

    digits: str
    unit: Text
    exact: str


Value: TypeAlias = Text | int | float | datetime.date | Status | Link | Money | None
"""What a fact or a cell may be; drawn by kind (`_value.html`)."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One fact: its name, its value, a word of explanation and the one thing that may be done about it."""

    label: Text
    value: Value
    note: Text = ""
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class SummaryList:
    """Facts about one thing, two columns wide, one on a phone."""

    rows: tuple[SummaryRow, ...]


@dataclass(frozen=True, slots=True)
class ClauseQuote:
    """The words of a clause as issued. `held` is false where the text itself is not kept on this platform."""

    text: str
    document: str
    number: str
    ref: str
    url: str = ""
    held: bool = True


@dataclass(frozen=True, slots=True)
class Code:
    """A number or code shown in groups and copied whole."""

    value: str
    label: Text = ""
    group: int = 4

    @property
    def groups(self) -> tuple[str, ...]:
        """The value in pieces of `group` characters; whole where it is written with separators of its own."""
        if self.group <= 0 or not self.value.isalnum() or not self.value.isascii():
            return (self.value,)
        return tuple(self.value[i : i + self.group] for i in range(0, len(self.value), self.group))


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One reason and those below it. `detail` is the value and its origin; `opened` shows it unfolded."""

    label: Text
    status: Status | None = None
    detail: Text = ""
    quote: ClauseQuote | None = None
    children: tuple[TreeNode, ...] = ()
    opened: bool = False

    @property
    def folds(self) -> bool:
        """Whether there is anything to unfold."""
        return bool(self.children or self.quote)


@dataclass(frozen=True, slots=True)
class Tree:
    """Reasons as a tree, each opened by the reader."""

    label: Text
    nodes: tuple[TreeNode, ...]


def amount_of(fen: int, *, wan: bool) -> Amount:
    """How integer 分 read: in 元 where it is owed, in 万元 where it is compared; the exact 元 beside it."""
    if wan:
        return Amount(format_wan(fen).removesuffix(" 万元"), _("万元"), plain_yuan(fen))
    return Amount(format_yuan(fen, unit=False), _("元"), plain_yuan(fen))


def money_told(fen: int, *, wan: bool = False) -> str:
    """Integer 分 within a sentence, in the reader's language: `1,234.50 元`, `CNY 1,234.50`; `wan` where it is compared."""
    language = get_language() or ""
    return format_wan(fen, language=language) if wan else format_yuan(fen, language=language)
