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


def canonical(value: str) -> str:
    """Full width and half width, upper and lower case, spaces and hyphens make no difference in a number or a name."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Pd")


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
