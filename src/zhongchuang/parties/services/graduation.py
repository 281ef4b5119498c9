"""Graduating: held against a standard, criterion by criterion, and all results kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import save_versioned
from zhongchuang.parties.errors.spaces import SpaceInputWrong
from zhongchuang.parties.models import GraduationReview, Tenant
from zhongchuang.parties.services.spaces import next_moment
from zhongchuang.parties.services.tenant_records import (
    Occurrence,
    check_day,
    check_recorder,
    locked_tenant,
    record,
    ref_of,
)
from zhongchuang.parties.spaces.graduation import Result, Standard, passes, without_evidence
from zhongchuang.parties.spaces.residency import EventKind


def tenant_graduate(
    *,
    actor: Actor,
    tenant: Tenant,
    on: dt.date,
    against: Standard,
    results: Sequence[Result],
    expected_version: int,
    key: str | None = None,
) -> GraduationReview:
    """Hold a tenant against a standard, criterion by criterion; the results are kept, and where they meet it, it graduates.

    Raises NotAllowed, SpaceInputWrong where the standard is not in force or evidence is missing, CourseImpossible, StaleVersion.
    """
    check_recorder(actor, tenant.space)
    if not against.holds_on(on):
        raise SpaceInputWrong(
            "standard", "这个标准在那一天没有效力。", "This standard is not in force on that day."
        )
    if bare := without_evidence(against, results):
        raise SpaceInputWrong(
            f"evidence_{bare[0].id}",
            f"“{bare[0].words.zh}”写明达到，请填依据。",
            f"“{bare[0].words.en}” is said to be met; give the evidence.",
        )

    def run() -> GraduationReview:
        space, locked = locked_tenant(tenant, expected_version)
        check_day(space, on)
        passed = passes(against, results)
        review = GraduationReview.objects.create(
            tenant=locked,
            on=on,
            recorded_at=next_moment(space),
            actor_ref=ref_of(actor),
            standard=against.id,
            results=[one.to_json() for one in results],
            passed=passed,
        )
        audit_write(
            actor=actor,
            verb="parties.graduation_review",
            target=review,
            after={"tenant": locked.pk, "standard": against.id, "passed": passed, "on": on},
        )
        if passed:
            payload = {"review": review.pk, "standard": against.id}
            record(actor, space, locked, Occurrence(EventKind.GRADUATED, on, payload))
        else:
            save_versioned(locked, expected_version=locked.row_version, fields=[])
        return review

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.tenant_graduate",
        request={
            "tenant": tenant.pk,
            "row_version": expected_version,
            "on": on,
            "standard": against.id,
            "results": [one.to_json() for one in results],
        },
        run=run,
        remember=lambda review: review.pk,
        recall=_review,
    )


def _review(pk: Json) -> GraduationReview:
    return GraduationReview.objects.get(pk=str(pk))
