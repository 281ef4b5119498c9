"""Every move there is: from where, by whom, to where. A move that is not in this table does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.cases.flow.states import State, opening_state, station_after
from zhongchuang.cases.programmes.schema import Step


class Who(StrEnum):
    """Whose move it is; `access.py` says which roles and standings that means for a case."""

    APPLICANT = "applicant"
    EMPLOYER = "employer"
    RECOMMENDER = "recommender"
    OFFICER = "officer"
    REVIEWER = "reviewer"  # the department's second person
    FINANCE = "finance"
    SYSTEM = "system"


class MoveName(StrEnum):
    """The moves by name."""

    SUBMIT = "submit"
    OFFER = "offer"  # filled in by the platform, put before the subject
    CONFIRM = "confirm"  # the subject takes it as it is: the same as handing it in
    CORRECT = "correct"  # the subject mends it first: a draft like any other
    DECLINE = "decline"
    UNANSWERED = "unanswered"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    EMPLOYER_APPROVE = "employer_approve"
    EMPLOYER_REFUSE = "employer_refuse"
    RECOMMEND = "recommend"
    NOT_RECOMMEND = "not_recommend"
    ACCEPT = "accept"
    NOT_ACCEPT = "not_accept"
    RETURN = "return"
    LAPSE = "lapse"  # not mended in time
    REVIEWED = "reviewed"
    DILIGENCE_DONE = "diligence_done"
    ANNOUNCE = "announce"
    RETRACT = "retract"  # the notice taken down
    NOTICE_ENDED = "notice_ended"
    APPROVE = "approve"
    REFUSE = "refuse"
    COSIGN = "cosign"
    COSIGN_BACK = "cosign_back"
    REVOKE = "revoke"
    END = "end"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Move:
    """One move. `target` None: where the programme's steps lead, told by `done`."""

    name: MoveName
    sources: frozenset[State]
    who: frozenset[Who]
    target: State | None = None
    done: Step | None = None
    needs_reason: bool = False


def _move(
    name: MoveName,
    sources: set[State],
    who: set[Who],
    target: State | None = None,
    *,
    done: Step | None = None,
    reason: bool = False,
) -> Move:
    return Move(name, frozenset(sources), frozenset(who), target, done, reason)


_LOOKED_AT = {State.RECOMMENDING, State.SUBMITTED, State.REVIEWING, State.DILIGENCE, State.TO_ANNOUNCE}
_RUNNING = {State.EMPLOYER, State.RETURNED, State.ANNOUNCED, State.TO_DECIDE, *_LOOKED_AT}
MOVES: dict[MoveName, Move] = {
    m.name: m
    for m in (
        _move(MoveName.SUBMIT, {State.DRAFT}, {Who.APPLICANT}),
        _move(MoveName.OFFER, {State.DRAFT}, {Who.SYSTEM}, State.OFFERED),
        _move(MoveName.CONFIRM, {State.OFFERED}, {Who.APPLICANT}),
        _move(MoveName.CORRECT, {State.OFFERED}, {Who.APPLICANT}, State.DRAFT),
        # as it was offered, or while it is corrected; the verb asks that it was offered
        _move(MoveName.DECLINE, {State.OFFERED, State.DRAFT}, {Who.APPLICANT}, State.DECLINED),
        _move(MoveName.UNANSWERED, {State.OFFERED}, {Who.SYSTEM}, State.UNANSWERED),
        _move(MoveName.RESUBMIT, {State.RETURNED}, {Who.APPLICANT}),  # back to whoever returned it
        _move(MoveName.WITHDRAW, _RUNNING, {Who.APPLICANT}, State.WITHDRAWN),
        _move(MoveName.EMPLOYER_APPROVE, {State.EMPLOYER}, {Who.EMPLOYER}, done=Step.EMPLOYER),
        _move(MoveName.EMPLOYER_REFUSE, {State.EMPLOYER}, {Who.EMPLOYER}, State.NOT_APPROVED, reason=True),
        _move(MoveName.RECOMMEND, {State.RECOMMENDING}, {Who.RECOMMENDER}, done=Step.RECOMMEND),
        _move(
            MoveName.NOT_RECOMMEND,
            {State.RECOMMENDING},
            {Who.RECOMMENDER},
            State.NOT_RECOMMENDED,
            reason=True,
        ),
        _move(MoveName.ACCEPT, {State.SUBMITTED}, {Who.OFFICER}, done=Step.ACCEPT),
        _move(MoveName.NOT_ACCEPT, {State.SUBMITTED}, {Who.OFFICER}, State.NOT_ACCEPTED, reason=True),
        _move(
            MoveName.RETURN,
            {State.EMPLOYER, *_LOOKED_AT},
            {Who.EMPLOYER, Who.RECOMMENDER, Who.OFFICER},
            State.RETURNED,
            reason=True,
        ),
        _move(MoveName.LAPSE, {State.RETURNED}, {Who.SYSTEM, Who.OFFICER}, State.NOT_ACCEPTED, reason=True),
        _move(MoveName.REVIEWED, {State.REVIEWING}, {Who.OFFICER}, done=Step.REVIEW),
        _move(MoveName.DILIGENCE_DONE, {State.DILIGENCE}, {Who.OFFICER}, done=Step.DILIGENCE),
        _move(MoveName.ANNOUNCE, {State.TO_ANNOUNCE}, {Who.OFFICER, Who.REVIEWER}, State.ANNOUNCED),
        _move(MoveName.RETRACT, {State.ANNOUNCED}, {Who.REVIEWER}, State.TO_ANNOUNCE, reason=True),
        _move(MoveName.NOTICE_ENDED, {State.ANNOUNCED}, {Who.OFFICER, Who.SYSTEM}, done=Step.NOTICE),
        _move(MoveName.APPROVE, {State.TO_DECIDE}, {Who.REVIEWER}, done=Step.DECIDE),
        _move(MoveName.REFUSE, {State.TO_DECIDE}, {Who.REVIEWER}, State.REFUSED, reason=True),
        _move(MoveName.COSIGN, {State.TO_COSIGN}, {Who.FINANCE}, done=Step.COSIGN),
        _move(MoveName.COSIGN_BACK, {State.TO_COSIGN}, {Who.FINANCE}, State.TO_DECIDE, reason=True),
        _move(MoveName.REVOKE, {State.APPROVED}, {Who.REVIEWER}, State.REVOKED, reason=True),
        _move(MoveName.END, {State.APPROVED}, {Who.OFFICER, Who.SYSTEM}, State.ENDED),
        _move(
            MoveName.REOPEN,
            {State.NOT_ACCEPTED, State.NOT_RECOMMENDED, State.REFUSED, State.WITHDRAWN},
            {Who.REVIEWER},
            State.SUBMITTED,
            reason=True,
        ),
    )
}


def target_of(move: Move, steps: tuple[Step, ...]) -> State:
    """Where the move leads under a programme's steps. Resubmission and the stations of a chain are the verb's own."""
    if move.target is not None:
        return move.target
    if move.done is not None:
        return station_after(steps, move.done)
    return opening_state(steps)


def moves_from(state: State) -> tuple[Move, ...]:
    """The moves that start there."""
    return tuple(m for m in MOVES.values() if state in m.sources)
