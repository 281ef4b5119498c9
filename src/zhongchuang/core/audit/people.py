"""Personal values, in the log and in the rows of rooms: encrypted under a key of the person's own, so that a person can be
erased. The key destroyed, neither can be read again; `keys rotate` wraps it anew for both."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping
from uuid import UUID

from zhongchuang.core import crypto
from zhongchuang.core.audit.models import AuditEntry, PersonKey
from zhongchuang.core.json_values import Json, canonical, plain_json

ERASED = "erased"
"""Stands in an entry where a personal value would be, for somebody already erased."""


def encrypt_personal(entry_id: UUID, values: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """The ciphertext of each person's values, bound to the entry it is written into."""
    return {
        person_id: _encrypt_for(entry_id, person_id, canonical(plain_json(personal)))
        for person_id, personal in values.items()
    }


def _encrypt_for(entry_id: UUID, person_id: str, text: str) -> str:
    key = person_secret(person_id)
    if key is None:
        return ERASED
    sealed = crypto.seal_with(key, text.encode(), f"audit:{entry_id}:{person_id}")
    return base64.b64encode(sealed).decode()


def person_secret(person_id: str) -> bytes | None:
    """The person's key, made at first need; None for a person who was erased."""
    row = PersonKey.objects.filter(pk=person_id).first()
    if row is None:
        wrapped = base64.b64encode(crypto.new_key())
        row, _ = PersonKey.objects.get_or_create(
            person_id=person_id,
            defaults={"wrapped": crypto.encrypt(wrapped, purpose=wrapping(person_id))},
        )
    return _unwrapped(row)


def person_secrets(person_ids: Collection[str]) -> dict[str, bytes]:
    """The keys of several people in one statement; nobody who was erased or never met is in it."""
    rows = PersonKey.objects.filter(pk__in=person_ids).exclude(wrapped="")
    return {row.person_id: key for row in rows if (key := _unwrapped(row)) is not None}


def _unwrapped(row: PersonKey) -> bytes | None:
    if not row.wrapped:
        return None
    return base64.b64decode(crypto.decrypt(row.wrapped, purpose=wrapping(row.person_id)))


def seal_value(secret: bytes, text: str, place: str) -> str:
    """A value for a row of a room, under a person's key; `place` names the row and column, and nothing else opens it."""
    return base64.b64encode(crypto.seal_with(secret, text.encode(), f"row:{place}")).decode()


def open_value(secret: bytes, sealed: str, place: str) -> str:
    """What :func:`seal_value` kept. Raises TokenRejected where key, place or a single bit differs."""
    return crypto.open_with(secret, base64.b64decode(sealed), f"row:{place}").decode()


def wrapping(person_id: str) -> str:
    """The purpose under which a person's key is wrapped."""
    return f"person-key:{person_id}"


def read_personal(entry: AuditEntry, person_id: str) -> dict[str, Json] | None:
    """A person's values in an entry; None if there are none or the person was erased. Show only to who may
    see."""
    text = entry.personal.get(person_id)
    row = PersonKey.objects.filter(pk=person_id).exclude(wrapped="").first()
    if text in (None, ERASED) or row is None:
        return None
    key = base64.b64decode(crypto.decrypt(row.wrapped, purpose=wrapping(person_id)))
    opened = crypto.open_with(key, base64.b64decode(text), f"audit:{entry.pk}:{person_id}")
    values: dict[str, Json] = json.loads(opened)
    return values
