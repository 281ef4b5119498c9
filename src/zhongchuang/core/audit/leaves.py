"""What exactly is hashed of an entry (pure).

The leaf of an entry is ``SHA-256(0x00 ‖ salt ‖ content)``: the prefix is RFC 6962's for leaves, the salt is
32 random bytes kept with the entry (without it nobody can guess a short content from its published hash),
the content is the canonical JSON of every field that says something. Ciphertexts of personal values are
hashed as they are, so erasing a person's key changes no leaf.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from hashlib import sha256

from zhongchuang.core.json_values import Json, canonical, plain_json

CONTENT_VERSION = 1
CONTENT_FIELDS = (
    "id",
    "written_at",
    "actor_kind",
    "actor_user_id",
    "actor_organisation_id",
    "actor_name",
    "verb",
    "target_type",
    "target_id",
    "before",
    "after",
    "personal",
    "request_id",
)
"""Fields of an entry that its leaf covers."""
LEAF_FIELDS = (*CONTENT_FIELDS, "salt", "leaf_hash")
"""What a reader of the table needs to recompute a leaf and to compare it."""


def entry_content(row: Mapping[str, object]) -> str:
    """The canonical text of an entry given as field values. Raises TypeError or ValueError for an
    unreadable value."""
    content: dict[str, Json] = {"v": CONTENT_VERSION}
    for name in CONTENT_FIELDS:
        value = row[name]
        if isinstance(value, dt.datetime):
            value = value.astimezone(dt.UTC)
        content[name] = plain_json(value)
    return canonical(content)


def leaf_hash(salt: str, content: str) -> str:
    """The leaf of a content under its salt (both as stored: hexadecimal and text); hexadecimal."""
    return sha256(b"\x00" + bytes.fromhex(salt) + content.encode()).hexdigest()
