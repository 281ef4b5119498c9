"""County and city look at a case: recommended within the quota, not recommended; the employer approves or refuses.

A quota is counted over the rows of `Recommendation` while nobody else counts the same one: of two who recommend the last
place at the same moment exactly one does.
"""

from __future__ import annotations

from zhongchuang.cases.errors import RecommendationQuotaUsed
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.models import Case, Recommendation
from zhongchuang.cases.selectors.recommending import level_at, quota_of, used_of
from zhongchuang.cases.services.chain import enter_first, enter_next
from zhongchuang.cases.services.clearing import holder_of
from zhongchuang.cases.services.moving import Moving, moving
from zhongchuang.cases.services.repeating import once
from zhongchuang.clearance.services import claims_release
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, Refused, Wording
from zhongchuang.core.locks import exclusive

LONGEST_OPINION = 2000


def case_recommend(
    *,
    actor: Actor,
    case_id: int,
    expected_version: int,
    opinion: str,
    rank: int | None = None,
    key: str | None = None,
) -> Case:
    """Recommend a case to the next station of the chain, or to the department.

    Raises what `moving` raises, RecommendationQuotaUsed, InvalidInput for a rank that is taken or an opinion too long.
    """

    def run() -> Case:
        with moving(
            actor=actor, case_id=case_id, move=MoveName.RECOMMEND, expected_version=expected_version
        ) as held:
            row = _open_row(held)
            with exclusive(f"cases.recommend:{held.case.round_id}:{row.place_id}"):
                _refuse_over_quota(held, row)
                _refuse_taken_rank(row, rank)
                _write(row, held, recommended=True, opinion=opinion, rank=rank)
            held.details.update(place=row.place_id, level=row.level, opinion=row.opinion, rank=rank)
            enter_next(held)
        return held.case

    request = {"case": case_id, "row_version": expected_version, "opinion": opinion, "rank": rank}
    return once(model=Case, actor=actor, key=key, verb="cases.recommend", request=request, run=run)


def case_not_recommend(
    *, actor: Actor, case_id: int, expected_version: int, reason: str, key: str | None = None
) -> Case:
    """Do not recommend a case: it ends here, with the reason, which the applicant reads. Raises what `moving` raises."""

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.NOT_RECOMMEND,
            expected_version=expected_version,
            reason=reason,
        ) as held:
            row = _open_row(held)
            _write(row, held, recommended=False, opinion=reason, rank=None)
            held.details.update(place=row.place_id, level=row.level)
            claims_release(actor=actor, holder=holder_of(held.case), reason="未获推荐")
        return held.case

    request = {"case": case_id, "row_version": expected_version, "reason": reason}
    return once(model=Case, actor=actor, key=key, verb="cases.not_recommend", request=request, run=run)


def employer_approve(
    *, actor: Actor, case_id: int, expected_version: int, opinion: str = "", key: str | None = None
) -> Case:
    """The employer agrees: the case goes on as its programme says. Raises what `moving` raises."""

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.EMPLOYER_APPROVE,
            expected_version=expected_version,
            reason=_checked(opinion),
        ) as held:
            held.details["employer"] = held.case.employer_id
            enter_first(held)
        return held.case

    request = {"case": case_id, "row_version": expected_version, "opinion": opinion}
    return once(model=Case, actor=actor, key=key, verb="cases.employer_approve", request=request, run=run)


def employer_refuse(
    *, actor: Actor, case_id: int, expected_version: int, reason: str, key: str | None = None
) -> Case:
    """The employer does not agree: the case ends here, with the reason. Raises what `moving` raises."""

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.EMPLOYER_REFUSE,
            expected_version=expected_version,
            reason=_checked(reason),
        ) as held:
            held.details["employer"] = held.case.employer_id
            claims_release(actor=actor, holder=holder_of(held.case), reason="所在单位未同意")
        return held.case

    request = {"case": case_id, "row_version": expected_version, "reason": reason}
    return once(model=Case, actor=actor, key=key, verb="cases.employer_refuse", request=request, run=run)


def _open_row(held: Moving) -> Recommendation:
    """What the unit has to say; the moving verb holds the case, so nobody else writes it now. Raises Refused."""
    row: Recommendation | None = Recommendation.objects.filter(
        case=held.case, place_id=held.case.at_place_id, recommended=None
    ).first()
    if row is None:
        raise Refused(
            "没有找到等待您单位意见的推荐环节。",
            "No recommendation waits for your unit.",
            next_zh="请刷新页面后再试；仍不行时联系主管部门。",
            next_en="Reload the page and try again; else ask the department.",
            code="cases.no_station",
        )
    return row


def _refuse_over_quota(held: Moving, row: Recommendation) -> None:
    quota = quota_of(held.case.round, row.place_id, level_at(held.programme, row.level))
    if quota is not None and used_of(held.case.round_id, row.place_id) >= quota:
        raise RecommendationQuotaUsed(quota)


def _refuse_taken_rank(row: Recommendation, rank: int | None) -> None:
    if rank is None:
        return
    same = Recommendation.objects.filter(
        round_id=row.round_id, place_id=row.place_id, recommended=True, rank=rank
    )
    if same.exclude(case__state=State.WITHDRAWN.value).exists():
        raise InvalidInput(
            f"排序 {rank} 已给了另一件。",
            f"Rank {rank} is given to another case.",
            fields={
                "rank": Wording("换一个没有用过的排序，或留空", "Take a rank that is free, or leave it blank")
            },
        )


def _write(row: Recommendation, held: Moving, *, recommended: bool, opinion: str, rank: int | None) -> None:
    row.recommended, row.rank, row.opinion = recommended, rank, _checked(opinion)
    row.by, row.at = f"{held.actor.kind}:{held.actor.user_id or held.actor.name}", clock.now()
    row.row_version += 1
    row.save()


def _checked(opinion: str) -> str:
    text = opinion.strip()
    if len(text) > LONGEST_OPINION:
        raise InvalidInput(
            f"意见超过 {LONGEST_OPINION} 字。",
            f"The opinion exceeds {LONGEST_OPINION} characters.",
            fields={
                "opinion": Wording(f"至多 {LONGEST_OPINION} 字", f"At most {LONGEST_OPINION} characters")
            },
        )
    return text
