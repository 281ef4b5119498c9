"""Who objected: sealed under a key of the objection's own (core.audit.people), erased with it, turned over with the master keys.
Nobody is shown it but who handles the objection and has said why (`objection_answers.objection_look`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from zhongchuang.cases.access import NoticeAction, may_objection
from zhongchuang.cases.models import Objection
from zhongchuang.cases.reviewing.objecting import By, Signature
from zhongchuang.core import crypto
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit.people import open_value, person_secret, seal_value
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.upload import AcceptedUpload
from zhongchuang.files.selectors import file_by_key, file_bytes
from zhongchuang.files.services import file_store


@dataclass(frozen=True, slots=True)
class Identity:
    """Who objected; handed out by `objection_look` alone."""

    by: By
    name: str
    unit: str
    telephone: str
    scan: str  # key of the sealed file of a signature or seal, empty where there is none


def identity_seal(actor: Actor, row: Objection, signature: Signature, scan: AcceptedUpload | None) -> None:
    """Seal who objected into the row, and the scan of a signature or seal into a file that only the key opens."""
    if signature.by is By.ANONYMOUS and scan is None and not signature.telephone:
        return
    secret = person_secret(person_key(row))
    assert secret is not None  # made a moment ago
    kept = ""
    if scan is not None:
        sealed = crypto.seal_with(secret, scan.data, _scan_place(row))
        upload = AcceptedUpload(
            f"签章{scan.kind.extensions[0]}", scan.kind, sealed, sha256(sealed).hexdigest()
        )
        kept = file_store(actor=actor, upload=upload, belongs_to=f"objection:{row.number}:identity").key
    values = {
        "name": signature.name.strip(),
        "unit": signature.unit.strip(),
        "telephone": signature.telephone.strip(),
        "scan": kept,
    }
    row.identity = seal_value(secret, json.dumps(values, ensure_ascii=False), _place(row))
    row.save(update_fields=["identity"])


def identity_for(*, actor: Actor, objection: Objection) -> Identity:
    """Who objected, for a page that `objection_look` opened. Raises NotAllowed."""
    if not may_objection(actor, NoticeAction.LOOK, objection):
        raise NotAllowed()
    return identity_of(objection)


def scan_opened(*, actor: Actor, objection: Objection) -> tuple[str, bytes, str]:
    """The scan of a signature or seal, opened for who handles the objection: its name, bytes and type. Raises NotAllowed,
    NotFound where there is none.
    """
    found = identity_for(actor=actor, objection=objection)
    file = file_by_key(found.scan) if found.scan else None
    secret = person_secret(person_key(objection))
    if file is None or secret is None:
        raise NotFound()
    return file.name, crypto.open_with(secret, file_bytes(file), _scan_place(objection)), file.media_type


def identity_of(row: Objection) -> Identity:
    """Who objected, for the verb that checks an answer against it; no page calls this."""
    secret = person_secret(person_key(row))
    if secret is None or not row.identity:
        return Identity(By(row.by), "", "", "", "")
    values = json.loads(open_value(secret, row.identity, _place(row)))
    return Identity(By(row.by), values["name"], values["unit"], values["telephone"], values["scan"])


def person_key(row: Objection) -> str:
    """Under whose key the identity is sealed."""
    return f"objection:{row.number}"


def _place(row: Objection) -> str:
    return f"objection:{row.number}:identity"


def _scan_place(row: Objection) -> str:
    return f"file:objection:{row.number}:identity"
