"""公开属性审查: somebody of the department looks at what would be public, and it is public at once, or withheld on a ground.

A review may be made before the decision, for what the case would publish; the award is then public the moment it is made, if
not a word of it has changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from zhongchuang.clearance.access import DisclosureAction, DisclosureReach, disclosure_reach, may_disclose
from zhongchuang.clearance.disclosing.facts import REVIEWED, AwardFacts, reviewed_digest
from zhongchuang.clearance.disclosing.grounds import WithholdGround
from zhongchuang.clearance.disclosing.scanning import Found, scan
from zhongchuang.clearance.disclosing.terms import LONGEST_MONTHS, down_on, platform_months
from zhongchuang.clearance.errors import NotReviewable, NumbersInside
from zhongchuang.clearance.models import Award, AwardState, DisclosureReview, ReviewOutcome
from zhongchuang.clearance.services.changes import Change, ChangeKind, change_write
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording, ZhongchuangError
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import refuse_stale

LONGEST_REASON = 500
SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a review comes to. `ground` and `reason` where it withholds; `months` how long the name of a natural person stays
    (None: the programme's term, or the platform's).
    """

    outcome: ReviewOutcome
    ground: WithholdGround | None = None
    reason: str = ""
    months: int | None = None

    def as_request(self) -> dict[str, Json]:
        """What the answer depends on, for the idempotency key."""
        ground = self.ground.value if self.ground else None
        return {"outcome": self.outcome.value, "ground": ground, "reason": self.reason, "months": self.months}


LET_PUBLIC = Verdict(ReviewOutcome.PUBLIC)
"""Looked at, and nothing stands against it."""


@dataclass(frozen=True, slots=True)
class ReviewedOne:
    """One award of many: its number, and what went wrong, None where it is done."""

    number: str
    problem: ZhongchuangError | None = None


def disclosure_review(
    *,
    actor: Actor,
    number: str,
    verdict: Verdict,
    expected_version: int | None = None,
    key: str | None = None,
) -> Award:
    """Record the review of an award; from then on it is public, or withheld. A later review takes the place of an earlier one.

    Raises NotFound (also where the actor may not know of it), NotAllowed, StaleVersion, InvalidInput, NotReviewable for an award
    that is revoked, NumbersInside where a number of a person would be published.
    """
    return idempotent(
        actor=actor,
        key=key,
        verb="clearance.disclosure_review",
        request={"award": number, "verdict": verdict.as_request(), "version": expected_version},
        run=lambda: _review(actor, number, verdict, expected_version),
        remember=lambda row: row.pk,
        recall=lambda pk: Award.objects.get(pk=int(str(pk))),
    )


def _review(actor: Actor, number: str, verdict: Verdict, expected_version: int | None) -> Award:
    reach = disclosure_reach(actor)
    row = _held(actor, reach, number, expected_version)
    if not may_disclose(actor, DisclosureAction.REVIEW, row.department_id, reach=reach):
        raise NotAllowed()
    if row.state == AwardState.REVOKED:
        raise NotReviewable(
            f"{number} 已撤销，不再审查。", f"{number} has been revoked; there is nothing to review."
        )
    _check(verdict, personal=row.personal)
    months = _months(verdict, personal=row.personal, programme=row.term_months)
    if verdict.outcome is ReviewOutcome.PUBLIC and (found := numbers_in(_content(row))):
        raise NumbersInside(number, [one.kind for one in found])
    review = _recorded(
        actor, row.ref, verdict, content=_content(row), months=months, department=row.department_id, award=row
    )
    _take_effect(actor, row, review)
    return row


def disclosure_review_many(
    *, actor: Actor, numbers: Sequence[tuple[str, int | None]], verdict: Verdict, key: str | None = None
) -> list[ReviewedOne]:
    """Review awards one after the other, each in a transaction of its own: what fails leaves the others done. `numbers` with the
    version the actor saw.
    """
    done = []
    for number, version in dict.fromkeys(numbers):
        try:
            disclosure_review(
                actor=actor,
                number=number,
                verdict=verdict,
                expected_version=version,
                key=key and f"{key}:{number}",
            )
        except ZhongchuangError as error:
            done.append(ReviewedOne(number, error))
        else:
            done.append(ReviewedOne(number))
    return done


@transaction.atomic
def disclosure_review_ahead(*, actor: Actor, award: AwardFacts, verdict: Verdict) -> DisclosureReview:
    """Record the review of what a support would publish once it is decided. The caller has seen that it is on its way to a
    decision and holds it. Raises NotAllowed, InvalidInput, NotReviewable where there is an award, NumbersInside.
    """
    if not may_disclose(actor, DisclosureAction.REVIEW, award.department_id):
        raise NotAllowed()
    if Award.objects.filter(ref=award.ref).exists():
        raise NotReviewable(
            "这项支持已经决定，请在公开审查的列表里审查。",
            "It has been decided; review it in the list of awards.",
            next_zh="请到“公开审查”办理。",
            next_en="Go to the office page of awards.",
        )
    content = {name: str(getattr(award, name)) for name in REVIEWED}
    _check(verdict, personal=award.personal)
    if verdict.outcome is ReviewOutcome.PUBLIC and (found := numbers_in(content)):
        raise NumbersInside(award.ref.partition(":")[2], [one.kind for one in found])
    months = _months(verdict, personal=award.personal, programme=award.personal_months)
    return _recorded(
        actor, award.ref, verdict, content=content, months=months, department=award.department_id, award=None
    )


def review_takes_effect(*, actor: Actor, award: Award) -> None:
    """Let a review that was made before the decision take effect, if what was looked at is what the award says. Otherwise it no
    longer stands, and the award waits. Part of `award_register`.
    """
    review = (
        DisclosureReview.objects.select_for_update()
        .filter(ref=award.ref, award=None, superseded_at=None)
        .first()
    )
    if review is None:
        return
    if review.content_sha256 != reviewed_digest(_content(award)):
        review.superseded_at = clock.now()
        review.save(update_fields=["superseded_at"])
        return
    review.award = award
    review.save(update_fields=["award"])
    _take_effect(actor, award, review)


def numbers_in(content: Mapping[str, str]) -> list[Found]:
    """Numbers of persons in what would be published; the code of an organisation is none."""
    return [found for name, text in content.items() if name != "recipient_code" for found in scan(text)]


def _held(actor: Actor, reach: DisclosureReach, number: str, expected_version: int | None) -> Award:
    row = Award.objects.select_for_update().filter(number=number).first()
    if row is None or not may_disclose(actor, DisclosureAction.LOOK, row.department_id, reach=reach):
        raise NotFound()
    refuse_stale(row, expected_version)
    return row


def _content(row: Award) -> dict[str, str]:
    return {name: getattr(row, name) for name in REVIEWED}


def _check(verdict: Verdict, *, personal: bool) -> None:
    fields: dict[str, Wording] = {}
    withheld = verdict.outcome is ReviewOutcome.WITHHELD
    if withheld and verdict.ground is None:
        fields["ground"] = Wording("请选择不予公开的理由", "Choose the ground for withholding")
    if withheld and len(verdict.reason.strip()) < SHORTEST_REASON:
        fields["reason"] = Wording(
            "请写明依据哪一规定、为什么不能公开", "Say under which rule, and why it cannot be public"
        )
    if verdict.months is not None and not (personal and 1 <= verdict.months <= LONGEST_MONTHS):
        fields["months"] = Wording(
            f"只对个人填写，1 至 {LONGEST_MONTHS} 个月",
            f"Only for a person, from 1 to {LONGEST_MONTHS} months",
        )
    if fields:
        raise InvalidInput("审查没有记录。", "The review was not recorded.", fields=fields)


def _months(verdict: Verdict, *, personal: bool, programme: int | None) -> int | None:
    return (verdict.months or programme or platform_months(clock.today())) if personal else None


def _recorded(
    actor: Actor,
    ref: str,
    verdict: Verdict,
    *,
    content: Mapping[str, str],
    months: int | None,
    department: int | None,
    award: Award | None,
) -> DisclosureReview:
    """Write the review; the one before it, if any, no longer stands."""
    withheld = verdict.outcome is ReviewOutcome.WITHHELD
    DisclosureReview.objects.filter(ref=ref, superseded_at=None).update(superseded_at=clock.now())
    review = DisclosureReview.objects.create(
        ref=ref,
        award=award,
        outcome=verdict.outcome,
        ground=verdict.ground.value if withheld and verdict.ground else "",
        reason=" ".join(verdict.reason.split())[:LONGEST_REASON],
        fields=[name for name in REVIEWED if content[name]],
        content_sha256=reviewed_digest(content),
        months=months,
        department_id=department,
        by=f"{actor.kind}:{actor.user_id or actor.name}",
        at=clock.now(),
    )
    audit_write(
        actor=actor,
        verb="clearance.disclosure_review",
        target=award or Target("clearance.support", ref),
        after={
            "outcome": review.outcome,
            "ground": review.ground,
            "fields": review.fields,
            "content": review.content_sha256,
            "months": months,
            "ahead": award is None,
        },
    )
    return review


def _take_effect(actor: Actor, row: Award, review: DisclosureReview) -> None:
    if review.outcome == ReviewOutcome.PUBLIC:
        _publish(actor, row, review)
    else:
        _withhold(actor, row)


def _publish(actor: Actor, row: Award, review: DisclosureReview) -> None:
    was_public = row.state == AwardState.PUBLIC
    row.published_at = row.published_at or clock.now()
    row.state = AwardState.PUBLIC
    if row.personal and row.taken_down_at is None:
        # withheld for a while and public again, a name does not stand there a second term
        row.named_since = row.named_since or row.published_at
        row.down_on = down_on(
            clock.business_date(row.named_since), review.months or platform_months(clock.today())
        )
    _save(row, "published_at", "state", "named_since", "down_on")
    if was_public:
        return
    audit_write(
        actor=actor,
        verb="clearance.award_publish",
        target=row,
        after={"state": row.state, "down_on": row.down_on},
    )
    change_write(Change(row, ChangeKind.PUBLISHED))


def _withhold(actor: Actor, row: Award) -> None:
    was_public = row.state == AwardState.PUBLIC
    row.state, row.published_at, row.down_on = AwardState.WITHHELD, None, None
    _save(row, "published_at", "state", "down_on")
    if was_public:
        audit_write(
            actor=actor,
            verb="clearance.award_withhold",
            target=row,
            before={"state": AwardState.PUBLIC.value},
            after={"state": row.state},
        )
        change_write(Change(row, ChangeKind.WITHHELD))


def _save(row: Award, *fields: str) -> None:
    row.row_version += 1
    row.save(update_fields=[*fields, "row_version"])
