"""What is an objection (pure): signed by a person with a telephone, or sealed by a unit with a contact, while the notice runs.

Anything else is 不予受理, with the reason; where it brings evidence that can be checked it goes to the auditors as a lead.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """As what somebody objects."""

    PERSON = "person"
    UNIT = "unit"
    ANONYMOUS = "anonymous"


class Subject(StrEnum):
    """On what ground."""

    QUALIFICATION = "qualification"
    FALSE = "false"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    PROCEDURE = "procedure"
    OTHER = "other"


class Refusal(StrEnum):
    """Why it is not taken as an objection."""

    LATE = "late"
    ANONYMOUS = "anonymous"
    NO_CONTACT = "no_contact"
    NOT_SIGNED = "not_signed"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who objects: a person's name, or a unit's with a person to ask; the telephone; the name typed or the seal as a scan."""

    by: By
    name: str = ""
    unit: str = ""
    telephone: str = ""
    typed: str = ""
    scan: bool = False


_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}(\d{1,5})?")
_DIGITS = re.compile(r"[\s()（）\-－—转+]")


def is_telephone(text: str) -> bool:
    """Whether a number can be called: a mobile, or a landline with its area code."""
    digits = _DIGITS.sub("", text)
    if digits.startswith("86") and len(digits) > 11:
        digits = digits[2:]
    return bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits))


def missing(signature: Signature) -> Refusal | None:
    """What keeps it from being signed; None where it is."""
    if signature.by is By.ANONYMOUS or not signature.name.strip():
        return Refusal.ANONYMOUS
    if signature.by is By.UNIT and not signature.unit.strip():
        return Refusal.ANONYMOUS
    if not is_telephone(signature.telephone):
        return Refusal.NO_CONTACT
    signed = signature.scan
    if signature.by is By.PERSON:
        signed = signed or _same(signature.typed, signature.name)
    return None if signed else Refusal.NOT_SIGNED


def refusal(signature: Signature, *, on: dt.date, closes: dt.date) -> Refusal | None:
    """Why it is not taken as an objection; None where it is. The last day counts whole."""
    if on > closes:
        return Refusal.LATE
    return missing(signature)


def names_its_author(text: str, signature: Signature) -> bool:
    """Whether words to be published would give away who objected."""
    flat = "".join(text.split())
    digits = _DIGITS.sub("", signature.telephone)
    told = [signature.name, signature.unit, signature.typed]
    return any(len(one) > 1 and "".join(one.split()) in flat for one in told) or (
        len(digits) > 5 and digits in _DIGITS.sub("", text)
    )


def _same(one: str, other: str) -> bool:
    return bool(one.split()) and "".join(one.split()) == "".join(other.split())
