"""Numbers of persons that may never stand in what is published (pure): telephones, identity cards, bank accounts.

Whoever types `１３８ 0013-8000` means a telephone all the same: full width, spaces, dots and hyphens between digits make no
difference, nor does what nobody sees. A telephone on a desk is one by its area code (`024-2389 1234`, `(0411)8467 1234`). The
twenty digits of a 数电票 are one more than the longest account has, and no secret. What is found is told by its kind; the number
itself is repeated nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Secret(StrEnum):
    """A kind of number."""

    TELEPHONE = "telephone"
    IDENTITY = "identity"
    ACCOUNT = "account"

    @property
    def label(self) -> StrOrPromise:
        """What it is, in the reader's language."""
        return _LABELS[self]


_LABELS: dict[Secret, StrOrPromise] = {
    Secret.TELEPHONE: _("电话号码"),
    Secret.IDENTITY: _("身份证号码"),
    Secret.ACCOUNT: _("银行账号"),
}
HIDDEN = "＊"
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_FIXED = re.compile(
    r"(?<![0-9A-Za-z-])[(]?0(?:10|2\d|[3-9]\d{2})[)]?[ ·.-]{0,2}[2-9]\d{2,3}[ ·.-]?\d{4}(?![0-9A-Za-z])"
)
"""Area code and number (7 or 8 digits). Behind a letter or a hyphen it is the middle of some other number."""
_IDENTITY = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]")
_ACCOUNT = re.compile(r"\d{16,19}")
_BETWEEN = frozenset(" \t\u00a0\u3000.·-‐‑‒–—―_")
MOST_PIECES = 8
"""Into so many pieces people break a number; an account in groups of four has five."""
SHORTEST_GROUP = 4
Piece = tuple[str, list[int]]


@dataclass(frozen=True, slots=True)
class Found:
    """A number found: what it is, and where in the text it stands."""

    kind: Secret
    start: int
    end: int


def scan(text: str) -> list[Found]:
    """Every number of a person in a text, in order."""
    found = [
        Found(kind, places[0], places[-1] + 1)
        for symbols, places in _runs(text)
        if (kind := _kind(symbols)) is not None
    ]
    fixed = [one for one in _on_desks(text) if not any(_overlap(one, other) for other in found)]
    return sorted((*found, *fixed), key=lambda one: one.start)


def masked(text: str) -> str:
    """The text with every such number hidden, each digit by a star."""
    shown = list(text)
    for found in scan(text):
        for place in range(found.start, found.end):
            if unicodedata.normalize("NFKC", shown[place]).upper() in "0123456789X":
                shown[place] = HIDDEN
    return "".join(shown)


def _on_desks(text: str) -> Iterator[Found]:
    """Telephones with an area code."""
    seen = [place for place, character in enumerate(text) if not _unseen(character)]
    plain = "".join(_plain(text[place]) for place in seen)
    for match in _FIXED.finditer(plain):
        yield Found(Secret.TELEPHONE, seen[match.start()], seen[match.end() - 1] + 1)


def _plain(character: str) -> str:
    """One character in half width; a separator of whatever kind as a hyphen, a space as a space."""
    half = unicodedata.normalize("NFKC", character)
    if len(half) != 1:
        return character
    if half.isspace():
        return " "
    return "-" if half in _BETWEEN and half not in ".·" else half


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _unseen(character: str) -> bool:
    """Whether nobody sees a character: it parts no number for a reader."""
    return unicodedata.category(character) in ("Cf", "Mn")


def _runs(text: str) -> Iterator[tuple[str, list[int]]]:
    """Numbers as they may be meant: neighbours that only a separator parts, read as one, the longest that is a number of a
    person first. “2024 138 0013 8000” is a year and a telephone.
    """
    group: list[Piece] = []
    for piece in _pieces(text):
        if group and not _side_by_side(text, group[-1][1][-1], piece[1][0]):
            yield from _within(group)
            group = []
        group.append(piece)
    yield from _within(group)


def _within(group: list[Piece]) -> Iterator[Piece]:
    begin = 0
    while begin < len(group):
        for end in range(min(len(group), begin + MOST_PIECES), begin, -1):
            symbols = "".join(piece[0] for piece in group[begin:end])
            places = [place for piece in group[begin:end] for place in piece[1]]
            for cut in (symbols, symbols.removesuffix("X")):
                if _meant(cut, group[begin:end]):
                    yield cut, places[: len(cut)]
                    begin = end - 1
                    break
            else:
                continue
            break
        begin += 1


def _meant(symbols: str, pieces: list[Piece]) -> bool:
    """Whether these pieces are one number. An account is written in groups of four and more: two dates side by side are none."""
    kind = _kind(symbols)
    if kind is Secret.ACCOUNT:
        return all(len(piece[0]) >= SHORTEST_GROUP for piece in pieces[:-1])
    return kind is not None


def _pieces(text: str) -> Iterator[Piece]:
    """Unbroken digits, each with the X that may end an identity number, and where they stand."""
    symbols, places = "", list[int]()
    for place, character in enumerate(text):
        if _unseen(character):
            continue
        plain = unicodedata.normalize("NFKC", character).upper()
        digit = len(plain) == 1 and plain.isdecimal()
        if digit and not symbols.endswith("X"):
            symbols, places = symbols + str(int(plain)), [*places, place]
            continue
        if plain == "X" and symbols and not symbols.endswith("X"):
            symbols, places = symbols + plain, [*places, place]
            continue
        if symbols:
            yield symbols, places
        symbols, places = (str(int(plain)), [place]) if digit else ("", [])
    if symbols:
        yield symbols, places


def _side_by_side(text: str, last: int, first: int) -> bool:
    """Whether there is nothing but a separator or two between two runs, or nothing at all."""
    between = [character for character in text[last + 1 : first] if not _unseen(character)]
    return len(between) <= 2 and all(character in _BETWEEN for character in between)


def _kind(symbols: str) -> Secret | None:
    if _IDENTITY.fullmatch(symbols):
        return Secret.IDENTITY
    if _MOBILE.fullmatch(symbols):
        return Secret.TELEPHONE
    if _ACCOUNT.fullmatch(symbols):
        return Secret.ACCOUNT
    return None
