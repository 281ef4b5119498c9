"""Keys and digests (pure): the same thing said twice is the same key, however it was typed."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from zhongchuang.core.json_values import plain_json


@dataclass(frozen=True)
class KeyClaim:
    """What a case wants for itself alone: a kind, the parts of the key in order, and the key in words."""

    kind: str
    parts: tuple[tuple[str, str], ...]
    text: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical key: kind, then each part with its name. Asked for at every comparison, written out once."""
        written = json.dumps(
            [self.kind, *([name, canonical(value)] for name, value in self.parts)], ensure_ascii=False
        )
        return sha256(written.encode()).hexdigest()


def identifier(claim: KeyClaim) -> str:
    """A claim as an identifier that the rules compare (`rules.Key`): its values in order. An invoice has the same one wherever it
    is used: in a form, a voucher, another department's sheet.
    """
    return "·".join(value for _name, value in claim.parts)


_UNSEEN = frozenset({"Cc", "Cf", "Me", "Mn", "Pd", "Zl", "Zp", "Zs"})
_UNSEEN_TOO = "\u1160\u115f\u2212"
"""Letters that leave no ink, and the minus, which is no dash to Unicode."""
_ASCII_UNSEEN = dict.fromkeys((*range(33), ord("-"), 127))


def canonical(value: str) -> str:
    """Full width and half width, upper and lower case, spaces and hyphens make no difference in a number or a name; nor does what
    nobody sees (a space without width, a mark of direction): two numbers that look alike are one.
    """
    if value.isascii():
        return value.translate(_ASCII_UNSEEN).casefold()
    plain = unicodedata.normalize("NFKC", value).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in _UNSEEN and c not in _UNSEEN_TOO)


def facts_digest(facts: Mapping[str, object]) -> str:
    """SHA-256 of facts in canonical JSON. Raises TypeError for what JSON cannot carry exactly."""
    written = json.dumps(plain_json(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def doubled(claims: Sequence[KeyClaim]) -> list[KeyClaim]:
    """Claims of one holder that are the same key: an invoice that stands twice in one form."""
    seen: set[str] = set()
    found = []
    for claim in claims:
        if claim.digest in seen:
            found.append(claim)
        seen.add(claim.digest)
    return found
