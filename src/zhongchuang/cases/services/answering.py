"""The form is filled in, section by section; a draft is thrown away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from zhongchuang.cases.access import is_applicant, may_edit, reach_of, visible_cases
from zhongchuang.cases.errors import MoveNotPossible
from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.words import in_both
from zhongchuang.cases.models import Case, CaseFile
from zhongchuang.cases.programmes.fields import Reading, Typed, read_fields
from zhongchuang.cases.programmes.offer_errors import OfferKept
from zhongchuang.cases.programmes.schema import FormField, Section
from zhongchuang.cases.selectors.applying import known_now
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.repeating import once
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row
from zhongchuang.files.services import file_remove
from zhongchuang.parties.access import DelegationScope

OFFERED = "offered"
"""The origin of a case that was filled in for its subject (免申即享)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The case as it is kept now, and what was read of what was typed."""

    case: Case
    reading: Reading


def editable_case(actor: Actor, case_id: int, expected_version: int | None) -> Case:
    """A case held for a change of its answers or papers.

    Raises NotFound, StaleVersion, NotAllowed, MoveNotPossible where it does not lie with its applicant.
    """
    reach = reach_of(actor)
    rows = visible_cases(actor, Case.objects.all(), reach)
    case = lock_row(rows, case_id, expected_version=expected_version)
    if not may_edit(actor, case, reach):
        if not is_applicant(case, reach, DelegationScope.APPLY):
            raise NotAllowed()
        raise MoveNotPossible(*in_both(State(case.state)))
    return case


def section_of(case: Case, section: str) -> Section:
    """A page of the form. Raises NotFound."""
    found = next((one for one in programme_of(case).sections if one.id == section), None)
    if found is None:
        raise NotFound()
    return found


def case_answer(
    *,
    actor: Actor,
    case_id: int,
    section: str,
    typed: Typed,
    asked: Collection[str],
    expected_version: int | None,
    key: str | None = None,
) -> Answered:
    """Keep what was typed into a section: what could be read as answers, the rest as it was typed.

    `asked`: the fields that were on the page; others are left as they are. Raises NotFound, StaleVersion, NotAllowed,
    MoveNotPossible.
    """

    def run() -> Case:
        case = editable_case(actor, case_id, expected_version)
        fields = _fields(section_of(case, section), asked)
        _keep(actor, case, section, fields, read_fields(fields, typed))
        return case

    case = once(
        model=Case,
        actor=actor,
        key=key,
        verb="cases.case_answer",
        request={
            "case": case_id,
            "section": section,
            "asked": sorted(asked),
            "typed": {name: list(values) for name, values in sorted(typed.items())},
            "row_version": expected_version,
        },
        run=run,
    )
    return Answered(case, read_fields(_fields(section_of(case, section), asked), typed))


def _fields(section: Section, asked: Collection[str]) -> tuple[FormField, ...]:
    return tuple(field for field in section.fields if field.id in asked and not field.locked)


def _keep(actor: Actor, case: Case, section: str, fields: tuple[FormField, ...], read: Reading) -> None:
    ids = {field.id for field in fields}
    locked = {f.id: f.prefill for f in section_of(case, section).fields if f.locked and f.prefill}
    answers: dict[str, Json] = {name: value for name, value in case.answers.items() if name not in ids}
    answers |= read.answers | known_now(case, actor, locked.values())
    unread = {name: value for name, value in case.unread.items() if name not in ids} | read.unread
    changed = {n for n in {*answers, *case.answers} if answers.get(n) != case.answers.get(n)}
    if not changed and unread == case.unread:
        return
    case.answers, case.unread = answers, unread
    _touch(case)
    audit_write(
        actor=actor,
        verb="cases.case_answer",
        target=case,
        after={"section": section, "changed": sorted(changed), "unread": sorted(read.unread)},
    )


def _touch(case: Case) -> None:
    case.changed_at = clock.now()
    case.row_version += 1
    case.save(update_fields=["answers", "unread", "changed_at", "row_version"])


def case_discard(*, actor: Actor, case_id: int, expected_version: int | None, key: str | None = None) -> None:
    """Throw a draft away, with everything in it: it was never handed in, nobody else has seen it.

    Raises NotFound, StaleVersion, NotAllowed, MoveNotPossible where it was handed in.
    """

    def run() -> None:
        case = editable_case(actor, case_id, expected_version)
        if case.state != State.DRAFT:
            raise MoveNotPossible(*in_both(State(case.state)))
        if case.origin == OFFERED:
            raise OfferKept()
        papers = CaseFile.objects.filter(case=case).select_related("file")
        for paper in papers:
            file_remove(actor=actor, file=paper.file)
        papers.delete()
        audit_write(
            actor=actor,
            verb="cases.case_discard",
            target=case,
            before={"number": case.number, "round": case.round_id},
        )
        case.delete()

    idempotent(
        actor=actor,
        key=key,
        verb="cases.case_discard",
        request={"case": case_id, "row_version": expected_version},
        run=run,
        remember=lambda _: None,
        recall=lambda _: None,
    )
