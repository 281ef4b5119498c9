"""Schemes come with the release: read whole, their quotes looked up in the clauses, kept for ever under their version."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.json_values import canonical
from zhongchuang.core.locks import exclusive
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.packs.refs import ClauseRef
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.text import clause_at
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.vouchers.access import may_load
from zhongchuang.vouchers.errors import SchemeChanged, SchemeUnreadable
from zhongchuang.vouchers.models import SchemeVersion
from zhongchuang.vouchers.terms import Scheme, SchemeError, read_scheme, unquoted

FOLDER = "vouchers"
LOCK = "vouchers.schemes"


def schemes_load(*, actor: Actor, root: Path) -> list[SchemeVersion]:
    """Keep the schemes of `<root>/<place>/vouchers/*.yaml`; returns those that are new. All or nothing.

    Their quotes are looked up in the rule book in force. Raises NotAllowed, SchemeUnreadable, SchemeChanged.
    """
    if not may_load(actor):
        raise NotAllowed()
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(root.glob(f"*/{FOLDER}/*.yaml"))}
    if not files:
        return []
    try:
        book: RuleBook | None = current_rulebook()
    except NoPacks:
        book = None
    with exclusive(LOCK):
        there = set(SchemeVersion.objects.values_list("pk", flat=True))
        kept = [
            scheme_load(actor=actor, file=name, content=content, clauses=_clauses(name, content, book))
            for name, content in files.items()
        ]
    return [one for one in kept if one.pk not in there]


@transaction.atomic
def scheme_load(
    *, actor: Actor, file: str, content: str, clauses: Mapping[tuple[str, str], str]
) -> SchemeVersion:
    """Keep one scheme. `clauses`: the words of the clauses it rests on, by document and clause.

    The same version with the same content is that version. Raises NotAllowed, SchemeUnreadable with everything wrong,
    SchemeChanged.
    """
    if not may_load(actor):
        raise NotAllowed()
    scheme = _read(file, content)
    missing = unquoted(scheme, clauses)
    if missing:
        raise SchemeUnreadable(
            f"{file}：引文不在依据的条款里：{'；'.join(missing)}。",
            f"{file}: these quotes stand in none of its clauses: {'; '.join(missing)}.",
        )
    plain = scheme.model_dump(mode="json")
    digest = sha256(canonical(plain).encode()).hexdigest()
    row, made = SchemeVersion.objects.get_or_create(
        code=scheme.code,
        defaults={
            "scheme": scheme.id,
            "version": scheme.version,
            "place": scheme.place,
            "content": plain,
            "sha256": digest,
            "loaded_at": clock.now(),
        },
    )
    if row.sha256 != digest:
        raise SchemeChanged(scheme.code)
    if made:
        audit_write(
            actor=actor,
            verb="vouchers.scheme_load",
            target=row,
            after={"code": row.code, "standing": scheme.standing.value, "sha256": digest},
        )
    return row


def _read(file: str, content: str) -> Scheme:
    try:
        return read_scheme(file, content)
    except SchemeError as error:
        problems = error.problems
        raise SchemeUnreadable(
            " ".join(f"{p.file}:{p.line} {p.key} {p.zh}" for p in problems),
            " ".join(f"{p.file}:{p.line} {p.key} {p.en}" for p in problems),
        ) from error


def _clauses(file: str, content: str, book: RuleBook | None) -> dict[tuple[str, str], str]:
    """The clauses a scheme names, as far as the rule book holds them."""
    if book is None:
        return {}
    found: dict[tuple[str, str], str] = {}
    for basis in _read(file, content).basis:
        clause = clause_at(book, ClauseRef(basis.document, basis.clause or ""))
        if clause is not None:
            found[basis.document, basis.clause or ""] = clause.text
    return found
