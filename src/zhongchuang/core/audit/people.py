"""Personal values in the log: encrypted under a key of the person's own, so that a person can be erased."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
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
    key = _key_of(person_id)
    if key is None:
        return ERASED
    sealed = crypto.seal_with(key, text.encode(), f"audit:{entry_id}:{person_id}")
    return base64.b64encode(sealed).decode()


def _key_of(person_id: str) -> bytes | None:
    """The person's key, made at first need; None for a person who was erased."""
    row = PersonKey.objects.filter(pk=person_id).first()
    if row is None:
        wrapped = base64.b64encode(crypto.new_key())
        row, _ = PersonKey.objects.get_or_create(
            person_id=person_id,
            defaults={"wrapped": crypto.encrypt(wrapped, purpose=wrapping(person_id))},
        )
    if not row.wrapped:
        return None
    return base64.b64decode(crypto.decrypt(row.wrapped, purpose=wrapping(person_id)))


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
