"""Where a case can stand."""

from __future__ import annotations

from enum import StrEnum

from zhongchuang.cases.programmes.schema import Step


class State(StrEnum):
    """Where a case stands; every one says who has to act next, or that nobody has to."""

    DRAFT = "draft"  # the applicant writes
    OFFERED = "offered"  # filled in for the subject, who confirms it, mends it or does not want it
    EMPLOYER = "employer"  # the employer is asked
    RECOMMENDING = "recommending"  # county or city looks at it
    SUBMITTED = "submitted"  # the department has not yet accepted it
    RETURNED = "returned"  # the applicant mends it
    REVIEWING = "reviewing"  # experts look at it
    DILIGENCE = "diligence"
    TO_ANNOUNCE = "to_announce"  # waits for its public notice
    ANNOUNCED = "announced"
    TO_DECIDE = "to_decide"
    TO_COSIGN = "to_cosign"  # waits for the finance department
    APPROVED = "approved"  # decided; being paid, or in force
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    NOT_RECOMMENDED = "not_recommended"
    NOT_APPROVED = "not_approved"  # by the employer
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"  # offered, and not wanted
    UNANSWERED = "unanswered"  # offered, and not answered in time
    REVOKED = "revoked"
    ENDED = "ended"  # all that was owed was done


CLOSED = frozenset(
    {
        State.REFUSED,
        State.NOT_ACCEPTED,
        State.NOT_RECOMMENDED,
        State.NOT_APPROVED,
        State.WITHDRAWN,
        State.DECLINED,
        State.UNANSWERED,
        State.REVOKED,
        State.ENDED,
    }
)
"""Nobody has to act any more; some can be reopened."""

NOT_HANDED_IN = frozenset({State.DRAFT, State.OFFERED, State.DECLINED, State.UNANSWERED})
"""Nobody has applied yet, or ever."""

STATION: dict[Step, State] = {
    Step.EMPLOYER: State.EMPLOYER,
    Step.RECOMMEND: State.RECOMMENDING,
    Step.ACCEPT: State.SUBMITTED,
    Step.REVIEW: State.REVIEWING,
    Step.DILIGENCE: State.DILIGENCE,
    Step.NOTICE: State.TO_ANNOUNCE,
    Step.DECIDE: State.TO_DECIDE,
    Step.COSIGN: State.TO_COSIGN,
}
"""The state in which a case waits for a step; paying and aftercare happen while it is approved."""


def opening_state(steps: tuple[Step, ...]) -> State:
    """Where a submitted case goes first."""
    return STATION[steps[0]]


def station_after(steps: tuple[Step, ...], step: Step) -> State:
    """Where a case goes when a step is done; approved once no station is left."""
    following = [STATION[s] for s in steps[steps.index(step) + 1 :] if s in STATION]
    return following[0] if following else State.APPROVED
