"""A programme written at the desk: begun from a template or from the version in force, changed node by node, handed to a second
person, published as the next version.

What is being written need not be right; what is published is checked as a file of a release is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.models import Programme, ProgrammeDraft, ProgrammeState, ProgrammeVersion
from zhongchuang.cases.programmes import editing
from zhongchuang.cases.programmes.checking import Ground, programme_problems
from zhongchuang.cases.programmes.editing import Content, NoSuchNode, path_text
from zhongchuang.cases.programmes.errors import DraftThere, DraftTooLarge, NotYours, ProgrammeNotReady
from zhongchuang.cases.programmes.problems import Path, Problem, ProgrammeError
from zhongchuang.cases.programmes.reading import read_content, written_of
from zhongchuang.cases.programmes.schema import Programme as Whole
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.programmes import DESK, LOCK, version_keep
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import exclusive, lock_row, save_versioned
from zhongchuang.policy.selectors import current_rulebook

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LARGEST = 400_000  # characters of JSON; the longest programme of a release has 12,000


def programme_draft_begin(
    *, actor: Actor, programme_id: int, new_id: str = "", pack: str = "", key: str | None = None
) -> ProgrammeDraft:
    """Begin a draft: of the next version of a programme, or, with a `new_id`, of a programme of its own made from it.

    Raises NotAllowed, NotFound, DraftThere, InvalidInput for an id or pack that will not do.
    """
    _check(actor, CaseAction.ARRANGE)

    def run() -> ProgrammeDraft:
        programme = Programme.objects.filter(pk=programme_id).first()
        if programme is None or programme.current_id is None:
            raise NotFound()
        content = written_of(version_content(programme.current_id))
        code, place = programme.code, programme.place_id
        if new_id:
            code, place = _new_code(new_id, pack)
            content |= {"id": new_id, "version": 1}
        try:
            with transaction.atomic():
                draft: ProgrammeDraft = ProgrammeDraft.objects.create(
                    code=code,
                    place_id=place,
                    content=content,
                    based_on_id=programme.current_id,
                    written_by=signed(actor),
                    written_at=clock.now(),
                )
        except IntegrityError:
            raise DraftThere() from None
        audit_write(
            actor=actor,
            verb="cases.programme_draft_begin",
            target=draft,
            after={"code": code, "based_on": programme.code},
        )
        return draft

    request = {"programme": programme_id, "new_id": new_id, "pack": pack}
    return once(actor, key, "cases.programme_draft_begin", request, run, ProgrammeDraft)


def _new_code(new_id: str, pack: str) -> tuple[str, str]:
    book = current_rulebook()
    wrong: dict[str, Wording] = {}
    if pack not in book.packs:
        wrong["pack"] = Wording("请选择适用的地方", "Choose the place it is for")
    if len(new_id) > 60 or not _ID.fullmatch(new_id):
        wrong["new_id"] = Wording(
            "用小写字母、数字和连字符，以字母开头",
            "Use lower-case letters, digits and hyphens, beginning with a letter",
        )
    elif Programme.objects.filter(code=f"{pack}/{new_id}").exists():
        wrong["new_id"] = Wording(
            "这个编号已经有了，请换一个", "There is a programme of that id; choose another"
        )
    if wrong:
        raise InvalidInput("编号或地方不合要求。", "The id or the place will not do.", fields=wrong)
    return f"{pack}/{new_id}", book.packs[pack].place


def programme_draft_fill(
    *,
    actor: Actor,
    draft_id: int,
    path: Path,
    values: Mapping[str, Json],
    expected_version: int,
    key: str | None = None,
) -> ProgrammeDraft:
    """Write a node's own values; None takes a key away. Raises NotAllowed, NotFound, StaleVersion, DraftTooLarge."""
    return _changed(
        actor,
        "cases.programme_draft_fill",
        draft_id,
        expected_version,
        key,
        {"path": path_text(path), "values": dict(values)},
        lambda content: editing.filled(content, path, values),
    )


def programme_draft_add(
    *, actor: Actor, draft_id: int, path: Path, expected_version: int, key: str | None = None
) -> ProgrammeDraft:
    """Put another node at the end of a list, or an optional one where there is none. Raises as `programme_draft_fill`."""
    return _changed(
        actor,
        "cases.programme_draft_add",
        draft_id,
        expected_version,
        key,
        {"path": path_text(path)},
        lambda content: editing.added(content, path)[0],
    )


def programme_draft_remove(
    *, actor: Actor, draft_id: int, path: Path, expected_version: int, key: str | None = None
) -> ProgrammeDraft:
    """Take a node away. Raises as `programme_draft_fill`."""
    return _changed(
        actor,
        "cases.programme_draft_remove",
        draft_id,
        expected_version,
        key,
        {"path": path_text(path)},
        lambda content: editing.removed(content, path),
    )


def programme_draft_shift(
    *, actor: Actor, draft_id: int, path: Path, by: int, expected_version: int, key: str | None = None
) -> ProgrammeDraft:
    """Move an entry of a list one place up (-1) or down (1). Raises as `programme_draft_fill`."""
    return _changed(
        actor,
        "cases.programme_draft_shift",
        draft_id,
        expected_version,
        key,
        {"path": path_text(path), "by": by},
        lambda content: editing.shifted(content, path, by),
    )


def _changed(
    actor: Actor,
    verb: str,
    draft_id: int,
    expected_version: int,
    key: str | None,
    what: Mapping[str, object],
    change: Callable[[Content], Content],
) -> ProgrammeDraft:
    _check(actor, CaseAction.ARRANGE)

    def run() -> ProgrammeDraft:
        with transaction.atomic():
            draft: ProgrammeDraft = lock_row(
                ProgrammeDraft.objects.all(), draft_id, expected_version=expected_version
            )
            try:
                draft.content = change(draft.content)
            except NoSuchNode:
                raise NotFound() from None
            if len(json.dumps(draft.content, ensure_ascii=False)) > LARGEST:
                raise DraftTooLarge()
            draft.written_by, draft.written_at, draft.submitted_at = signed(actor), clock.now(), None
            save_versioned(
                draft,
                expected_version=draft.row_version,
                fields=("content", "written_by", "written_at", "submitted_at"),
            )
            audit_write(actor=actor, verb=verb, target=draft, after={"path": what["path"]})
        return draft

    request = {"draft": draft_id, "version": expected_version, **what}
    return once(actor, key, verb, request, run, ProgrammeDraft)


def programme_draft_submit(
    *, actor: Actor, draft_id: int, expected_version: int, key: str | None = None
) -> ProgrammeDraft:
    """Hand a draft in which nothing is wrong to a second person. Raises ProgrammeNotReady with everything wrong."""
    _check(actor, CaseAction.ARRANGE)

    def run() -> ProgrammeDraft:
        with transaction.atomic():
            draft: ProgrammeDraft = lock_row(
                ProgrammeDraft.objects.all(), draft_id, expected_version=expected_version
            )
            _ready(draft)
            draft.submitted_at = clock.now()
            save_versioned(draft, expected_version=draft.row_version, fields=("submitted_at",))
            audit_write(
                actor=actor, verb="cases.programme_draft_submit", target=draft, after={"code": draft.code}
            )
        return draft

    request = {"draft": draft_id, "version": expected_version}
    return once(actor, key, "cases.programme_draft_submit", request, run, ProgrammeDraft)


def programme_publish(
    *, actor: Actor, draft_id: int, expected_version: int, key: str | None = None
) -> ProgrammeVersion:
    """Put a draft in force as the next version. Whoever wrote in it last does not publish it.

    Raises NotAllowed, NotYours, NotFound, StaleVersion, ProgrammeNotReady.
    """
    _check(actor, CaseAction.PUBLISH)

    def run() -> ProgrammeVersion:
        with exclusive(LOCK):
            draft: ProgrammeDraft = lock_row(
                ProgrammeDraft.objects.all(), draft_id, expected_version=expected_version
            )
            if draft.written_by == signed(actor):
                raise NotYours()
            if draft.submitted_at is None:
                waits = Problem((), "还没有提请发布。", "It was not handed in for publication yet.")
                raise ProgrammeNotReady([waits])
            said, pack_version = _ready(draft)
            numbers = ProgrammeVersion.objects.filter(programme__code=draft.code)
            last = numbers.order_by("-number").values_list("number", flat=True).first() or 0
            version = version_keep(
                actor=actor,
                code=draft.code,
                place=draft.place_id,
                content=said.model_copy(update={"version": last + 1}),
                number=last + 1,
                origin=DESK,
                pack_version=pack_version,
            )
            draft.delete()
        return version

    request = {"draft": draft_id, "version": expected_version}
    return once(actor, key, "cases.programme_publish", request, run, ProgrammeVersion)


def programme_draft_discard(*, actor: Actor, draft_id: int, expected_version: int) -> None:
    """Throw a draft away; the versions in force stay. Raises NotAllowed, NotFound, StaleVersion."""
    _check(actor, CaseAction.ARRANGE)
    with transaction.atomic():
        draft = lock_row(ProgrammeDraft.objects.all(), draft_id, expected_version=expected_version)
        audit_write(
            actor=actor, verb="cases.programme_draft_discard", target=draft, before={"code": draft.code}
        )
        draft.delete()


def programme_end(
    *, actor: Actor, programme_id: int, expected_version: int, reason: str, key: str | None = None
) -> Programme:
    """Stop a programme: no new call of it opens; calls and cases that run go on. Raises NotAllowed, NotFound, StaleVersion."""
    _check(actor, CaseAction.PUBLISH)
    why = reason.strip()
    if not why:
        wording = Wording("请写明理由", "Say why")
        raise InvalidInput("还没有写理由。", "The reason is missing.", fields={"reason": wording})

    def run() -> Programme:
        with transaction.atomic():
            programme: Programme = lock_row(
                Programme.objects.all(), programme_id, expected_version=expected_version
            )
            before = programme.state
            programme.state = ProgrammeState.ENDED
            save_versioned(programme, expected_version=programme.row_version, fields=("state",))
            audit_write(
                actor=actor,
                verb="cases.programme_end",
                target=programme,
                before={"state": before},
                after={"state": programme.state, "reason": why},
            )
        return programme

    request = {"programme": programme_id, "version": expected_version, "reason": why}
    return once(actor, key, "cases.programme_end", request, run, Programme)


def draft_problems(draft: ProgrammeDraft) -> tuple[Problem, ...]:
    """Everything wrong with a draft as it stands: its shape first, and once that is right the rest."""
    try:
        said = read_content(draft.content)
    except ProgrammeError as error:
        return tuple(error.problems)
    return programme_problems(said, Ground(current_rulebook(), draft.place_id, clock.today()))


def _ready(draft: ProgrammeDraft) -> tuple[Whole, str]:
    problems = draft_problems(draft)
    if problems:
        raise ProgrammeNotReady(problems)
    return read_content(draft.content), current_rulebook().version


def _check(actor: Actor, action: CaseAction) -> None:
    if not may_case(actor, action):
        raise NotAllowed()
