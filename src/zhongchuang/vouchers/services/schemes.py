"""Schemes come with the release: read whole, their quotes looked up in the clauses, kept for ever under their version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import groupby
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

    Their quotes are looked up in the rule book in force. Raises NotAllowed, SchemeUnreadable (also for two places whose schemes
    have one id), SchemeChanged.
    """
    if not may_load(actor):
        raise NotAllowed()
    paths = sorted(root.glob(f"*/{FOLDER}/*.yaml"))
    _refuse_twins([path.relative_to(root) for path in paths])
    files = {path.relative_to(root).as_posix(): _text(path) for path in paths}
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


def _refuse_twins(paths: Sequence[Path]) -> None:
    """A scheme is asked for by its id alone, and its file is called after it: of two places with one id, one would be lost."""
    for name, found in groupby(sorted(paths, key=lambda path: path.name), key=lambda path: path.name):
        twins = [path.as_posix() for path in found]
        if len(twins) > 1:
            raise SchemeUnreadable(
                f"这些文件的方案编号相同（{Path(name).stem}），都没有载入：{'、'.join(twins)}。",
                f"These files have one scheme id ({Path(name).stem}); none was loaded: {', '.join(twins)}.",
                next_zh="请给它们不同的编号，文件名跟着改。",
                next_en="Give each an id of its own, and name its file after it.",
            )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SchemeUnreadable(
            f"{path.name} 不是 UTF-8 编码，第 {error.start + 1} 个字节起读不出来。",
            f"{path.name} is not UTF-8; it cannot be read from byte {error.start + 1} on.",
            next_zh="请用 UTF-8 编码另存后重新载入。",
            next_en="Save it as UTF-8 and load it again.",
        ) from error


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
