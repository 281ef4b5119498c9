"""Programmes come into force through two doors: the files of a release, and the desk. Both end in `version_keep`.

A version never changes and is never taken away; a running case keeps the one it began with.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.models import Programme, ProgrammeState, ProgrammeVersion
from zhongchuang.cases.programmes.checking import source_problems
from zhongchuang.cases.programmes.errors import ProgrammeNotReady, ProgrammeVersionTaken
from zhongchuang.cases.programmes.problems import ProgrammeError
from zhongchuang.cases.programmes.reading import (
    Source,
    content_of,
    digest_of,
    programme_files,
    read_programmes,
)
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import exclusive
from zhongchuang.policy.selectors import current_rulebook

LOCK = "cases.programmes"
FILES, DESK = "packs", "desk"


def programmes_load(*, actor: Actor, root: Path) -> tuple[str, ...]:
    """Bring the programmes of the release's files into force; returns the codes of those that are new or changed.

    What is there already stays as it is, so that it may run at every start; what the desk published since stays in force.
    All or nothing. Raises NotAllowed; ProgrammeNotReady with everything wrong; ProgrammeVersionTaken; NoPacks.
    """
    if not may_case(actor, CaseAction.PUBLISH):
        raise NotAllowed()
    try:
        sources = read_programmes(programme_files(root))
    except ProgrammeError as error:
        raise ProgrammeNotReady(error.problems) from error
    with exclusive(LOCK):
        new = _not_kept(sources)
        if not new:
            return ()
        book = current_rulebook()
        problems = [problem for source in new for problem in source_problems(source, book, clock.today())]
        if problems:
            raise ProgrammeNotReady(problems)
        for source in new:
            version_keep(
                actor=actor,
                code=source.code,
                place=book.packs[source.pack].place,
                content=source.programme,
                number=source.programme.version,
                origin=FILES,
                pack_version=book.version,
            )
    return tuple(source.code for source in new)


def _not_kept(sources: Sequence[Source]) -> list[Source]:
    """The programmes that are not there in this very version."""
    rows = ProgrammeVersion.objects.values_list("programme__code", "number", "sha256")
    kept = {(code, number): digest for code, number, digest in rows}
    latest: dict[str, int] = {}
    for code, number in kept:
        latest[code] = max(number, latest.get(code, 0))
    new: list[Source] = []
    for source in sources:
        number, digest = source.programme.version, digest_of(source.programme)
        there = kept.get((source.code, number))
        if there == digest:
            continue
        if there is not None or number < latest.get(source.code, 0):
            raise ProgrammeVersionTaken(source.code, number, latest[source.code] + 1)
        new.append(source)
    return new


def version_keep(
    *,
    actor: Actor,
    code: str,
    place: str,
    content: Content,
    number: int,
    origin: str,
    pack_version: str,
    synthetic: bool = False,
) -> ProgrammeVersion:
    """Keep a checked programme as a version and put it in force. The caller holds `LOCK` and has asked access."""
    state = ProgrammeState.READY if content.awaiting is None else ProgrammeState.AWAITING
    programme, is_new = Programme.objects.get_or_create(
        code=code,
        defaults={
            "place_id": place,
            "title": content.title.zh,
            "title_en": content.title.en,
            "kind": content.kind.value,
            "state": state,
            "synthetic": synthetic,
        },
    )
    before = None if is_new or programme.current is None else programme.current.number
    version = ProgrammeVersion.objects.create(
        programme=programme,
        number=number,
        content=content_of(content),
        sha256=digest_of(content),
        origin=origin,
        pack_version=pack_version,
        published_at=clock.now(),
        published_by=f"{actor.kind}:{actor.user_id or actor.name}",
    )
    programme.title, programme.title_en = content.title.zh, content.title.en
    programme.kind, programme.state = content.kind.value, state
    programme.current = version
    programme.row_version += 0 if is_new else 1
    programme.save()
    audit_write(
        actor=actor,
        verb="cases.programme_publish",
        target=programme,
        before={"version": before},
        after={"version": number, "origin": origin, "sha256": version.sha256, "state": state.value},
    )
    return version
