"""Codes of organisations, places, industries and people: read, checked, kept in one form."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import ValidationError

from zhongchuang.parties.errors import IdentityInvalid, IndustryInvalid, UsccInvalid
from zhongchuang.parties.models.persons import IdentityKind


def uscc_checked(text: str) -> str:
    """The code in its written form (upper case, no spaces). Raises UsccInvalid (GB 32100-2015: weights 3^(i-1) mod 31)."""
    compact = "".join(text.split()).upper()
    if not stdnum_uscc.is_valid(compact):
        raise UsccInvalid(text.strip())
    return compact


def place_ancestry(code: str) -> tuple[str, ...]:
    """A place and the places above it by GB/T 2260, nearest first: 210102 → 210102, 210100, 210000, 000000."""
    steps = (code, code[:4] + "00", code[:2] + "0000", "000000")
    return tuple(dict.fromkeys(steps))


_SECTIONS = (
    ("A", 1, 5),
    ("B", 6, 12),
    ("C", 13, 43),
    ("D", 44, 46),
    ("E", 47, 50),
    ("F", 51, 52),
    ("G", 53, 60),
    ("H", 61, 62),
    ("I", 63, 65),
    ("J", 66, 69),
    ("K", 70, 70),
    ("L", 71, 72),
    ("M", 73, 75),
    ("N", 76, 79),
    ("O", 80, 82),
    ("P", 83, 83),
    ("Q", 84, 85),
    ("R", 86, 90),
    ("S", 91, 96),
    ("T", 97, 97),
)
"""Sections of GB/T 4754-2017 and the divisions they hold."""
_INDUSTRY = re.compile(r"([A-T])?(\d{2,4})", re.ASCII)


def industry_checked(text: str) -> str:
    """An industry code with its section, `C3562`; the section may be left out, and must fit where it stands.

    Empty for nothing. Whether the last digits are given out is not known here. Raises IndustryInvalid.
    """
    compact = _compact(text)
    if not compact:
        return ""
    found = _INDUSTRY.fullmatch(compact)
    division = int(found[2][:2]) if found else 0
    section = next((letter for letter, first, last in _SECTIONS if first <= division <= last), "")
    if not found or not section or found[1] not in (None, section):
        raise IndustryInvalid(text.strip())
    return section + found[2]


_DOCUMENTS = {
    IdentityKind.HONG_KONG_MACAO: re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII),
    IdentityKind.TAIWAN: re.compile(r"\d{8}(\d{2})?", re.ASCII),
    IdentityKind.PASSPORT: re.compile(r"(?=.*\d)[A-Z0-9]{5,17}", re.ASCII),
}
_OLD_FOREIGN = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)


def identity_checked(kind: IdentityKind, text: str) -> str:
    """The number of a document in its written form. Raises IdentityInvalid.

    Of 18 digits (GB 11643) the birthday and the check digit are proved; the place is not, because cards keep the codes of
    counties long abolished.
    """
    compact = _compact(text)
    match kind:
        case IdentityKind.RESIDENT_ID:
            fits = _citizen_number(compact)
        case IdentityKind.FOREIGN_RESIDENT:
            fits = bool(_OLD_FOREIGN.fullmatch(compact)) or (compact[:1] == "9" and _citizen_number(compact))
        case _:
            fits = bool(_DOCUMENTS[kind].fullmatch(compact))
    if not fits:
        raise IdentityInvalid(kind)
    return compact


def _citizen_number(compact: str) -> bool:
    if not re.fullmatch(r"\d{17}[\dX]", compact, re.ASCII) or ric.calc_check_digit(compact) != compact[-1]:
        return False
    try:
        ric.get_birth_date(compact)
    except ValidationError:
        return False
    return True


def _compact(text: str) -> str:
    """Without spaces, in half width and capitals: how people type and what they mean."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
