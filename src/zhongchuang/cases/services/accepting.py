"""The department takes a case, refuses to, gives it back to be mended, lets it lapse, takes it up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhongchuang.cases.flow import MoveName
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.clearing import holder_of
from zhongchuang.cases.services.moving import Moving, moving
from zhongchuang.cases.services.repeating import once
from zhongchuang.clearance.services import claims_release
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, Refused, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.parties.access import Role, holds

LONGEST_REMARK = 500


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be mended in one place: a field of the form, or a paper."""

    kind: str  # field, material
    name: str
    text: str


def case_accept(*, actor: Actor, case_id: int, expected_version: int, key: str | None = None) -> Case:
    """Accept a case: it goes on as its programme says. Whoever accepts it has it, where nobody had. Raises what `moving` does."""

    def run() -> Case:
        with moving(
            actor=actor, case_id=case_id, move=MoveName.ACCEPT, expected_version=expected_version
        ) as held:
            _take_up(held)
        return held.case

    request = {"case": case_id, "row_version": expected_version}
    return once(model=Case, actor=actor, key=key, verb="cases.accept", request=request, run=run)


def case_not_accept(
    *, actor: Actor, case_id: int, expected_version: int, reason: str, key: str | None = None
) -> Case:
    """Do not accept a case, with the reason; what it had claimed for itself alone is free again. Raises what `moving` does."""

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.NOT_ACCEPT,
            expected_version=expected_version,
            reason=reason,
        ) as held:
            _take_up(held)
            claims_release(actor=actor, holder=holder_of(held.case), reason="不予受理")
        return held.case

    request = {"case": case_id, "row_version": expected_version, "reason": reason}
    return once(model=Case, actor=actor, key=key, verb="cases.not_accept", request=request, run=run)


def case_return(
    *,
    actor: Actor,
    case_id: int,
    expected_version: int,
    reason: str,
    remarks: Mapping[tuple[str, str], str] | None = None,
    key: str | None = None,
) -> Case:
    """Give a case back to be mended: in general words, and beside each field and paper. It comes back to whoever gave it back.

    `remarks`: (`field` or `material`, its id) → what to mend; blank ones are left out. Raises what `moving` raises, InvalidInput
    for a remark on what the form does not have, and where there is neither reason nor remark.
    """

    def run() -> Case:
        case = Case.objects.filter(pk=case_id).first()
        said = _remarks(programme_of(case), remarks or {}) if case is not None else []
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.RETURN,
            expected_version=expected_version,
            reason=reason.strip() or _summed_up(said),
        ) as held:
            held.case.returned_from = held.case.state
            held.details["remarks"] = [[one.kind, one.name, one.text] for one in said]
            if held.case.at_place_id:
                held.details["place"] = held.case.at_place_id
        return held.case

    asked: list[Json] = [[*place, text] for place, text in sorted((remarks or {}).items())]
    request = {"case": case_id, "row_version": expected_version, "reason": reason, "remarks": asked}
    return once(model=Case, actor=actor, key=key, verb="cases.return", request=request, run=run)


def case_lapse(
    *, actor: Actor, case_id: int, reason: str, expected_version: int | None = None, key: str | None = None
) -> Case:
    """A case that was not mended in time ends here; what it had claimed is free again.

    Raises what `moving` raises, Refused while the term still runs.
    """

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.LAPSE,
            expected_version=expected_version,
            reason=reason,
        ) as held:
            _refuse_in_time(held)
            claims_release(actor=actor, holder=holder_of(held.case), reason="逾期未补正")
        return held.case

    request = {"case": case_id, "row_version": expected_version, "reason": reason}
    return once(model=Case, actor=actor, key=key, verb="cases.lapse", request=request, run=run)


def _refuse_in_time(held: Moving) -> None:
    due_on = held.case.due_on
    if due_on is None or due_on >= clock.today():
        raise Refused(
            "补正期限还没有过，不能按逾期办理。",
            "The term for mending is not over.",
            next_zh="请等期限过后再办；到期由系统自动办结。",
            next_en="Wait until it is over; the platform then ends the case by itself.",
            code="cases.term_runs",
        )


def _take_up(held: Moving) -> None:
    """Whoever acts first has the case from now on."""
    if held.case.officer_id is None and held.actor.user_id and holds(held.actor, Role.OFFICER):
        held.case.officer_id = int(held.actor.user_id)
        held.details["officer"] = held.case.officer_id


def _remarks(programme: Programme, written: Mapping[tuple[str, str], str]) -> list[Remark]:
    known = {("field", field.id) for field in programme.fields}
    known |= {("material", paper.id) for paper in programme.materials}
    problems: dict[str, Wording] = {}
    said: list[Remark] = []
    for (kind, name), text in written.items():
        if not text.strip():
            continue
        if (kind, name) not in known:
            problems[f"{kind}:{name}"] = Wording("这份申请里没有这一项", "The application has no such item")
        elif len(text) > LONGEST_REMARK:
            problems[f"{kind}:{name}"] = Wording(
                f"至多 {LONGEST_REMARK} 字", f"At most {LONGEST_REMARK} characters"
            )
        else:
            said.append(Remark(kind, name, text.strip()))
    if problems:
        raise InvalidInput("有的补正意见写不下去。", "Some of the remarks cannot be kept.", fields=problems)
    order = [*(("field", field.id) for field in programme.fields)]
    order += [("material", paper.id) for paper in programme.materials]
    return sorted(said, key=lambda one: order.index((one.kind, one.name)))


def _summed_up(said: list[Remark]) -> str:
    """The reason where only remarks were written. They stand beside their places; this says how many there are."""
    return f"请按标出的 {len(said)} 处补正。" if said else ""
