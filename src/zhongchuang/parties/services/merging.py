"""Two records that are one organisation: merged, and parted again.

Nothing is moved. What was written of the merged one keeps pointing to it; whoever reads follows `merged_into`, which is kept
at the end of the chain for everything below it.
"""

from __future__ import annotations

from collections import defaultdict

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import exclusive, save_versioned
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.errors import EvidenceMissing, MergeIntoItself, MergeOver, OrganisationOver
from zhongchuang.parties.models import Merge, Organisation, OrganisationState
from zhongchuang.parties.services.once import locked_organisation, recalled_organisation

MERGES = "parties.merges"
"""The lock under which organisations are merged: rarely, and never in a circle."""


def organisation_merge(
    *,
    actor: Actor,
    organisation: Organisation,
    into: Organisation,
    reason: str,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """The organisation goes on as another: its members act for that one, its relations count there.

    Raises NotAllowed, EvidenceMissing, MergeIntoItself, OrganisationOver, StaleVersion.
    """
    if not may_organisation(actor, PartyAction.MERGE):
        raise NotAllowed()

    def run() -> Organisation:
        with exclusive(MERGES):
            if not reason.strip():
                raise EvidenceMissing()
            merged = locked_organisation(organisation.pk, expected_version)
            kept = locked_organisation(into.pk)
            if merged.pk == kept.pk or kept.merged_into_id == merged.pk:
                raise MergeIntoItself()
            if merged.state == OrganisationState.MERGED or kept.state == OrganisationState.MERGED:
                raise OrganisationOver()
            merge = Merge.objects.create(
                organisation=merged,
                into=kept,
                state_before=merged.state,
                reason=reason.strip(),
                merged_by=actor.user_id or "",
                merged_at=clock.now(),
            )
            Organisation.objects.filter(merged_into=merged).update(merged_into=kept)
            merged.state, merged.merged_into = OrganisationState.MERGED, kept
            save_versioned(merged, expected_version=expected_version, fields=["state", "merged_into"])
            save_versioned(kept, expected_version=kept.row_version, fields=[])
            audit_write(
                actor=actor,
                verb="parties.organisation_merge",
                target=merged,
                before={"state": str(merge.state_before)},
                after={"into": kept.pk, "merge": merge.pk, "reason": merge.reason},
            )
        return merged

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.organisation_merge",
        request={
            "organisation": organisation.pk,
            "into": into.pk,
            "reason": reason,
            "row_version": expected_version,
        },
        run=run,
        remember=lambda done: done.pk,
        recall=recalled_organisation,
    )


def merge_undo(
    *, actor: Actor, merge: Merge, reason: str, expected_version: int, key: str | None = None
) -> Organisation:
    """They were two after all: the merged one stands by itself again, with everything that had been merged into it.

    `expected_version` is the merged organisation's. Raises NotAllowed, EvidenceMissing, MergeOver, StaleVersion.
    """
    if not may_organisation(actor, PartyAction.MERGE):
        raise NotAllowed()

    def run() -> Organisation:
        with exclusive(MERGES):
            if not reason.strip():
                raise EvidenceMissing()
            standing = Merge.objects.select_for_update().get(pk=merge.pk)
            if standing.undone_at is not None:
                raise MergeOver()
            parted = locked_organisation(standing.organisation_id, expected_version)
            kept = parted.merged_into_id
            standing.undone_at, standing.undone_by = clock.now(), actor.user_id or ""
            standing.undone_reason = reason.strip()
            standing.save(update_fields=["undone_at", "undone_by", "undone_reason"])
            Organisation.objects.filter(pk__in=_below(parted.pk)).update(merged_into=parted)
            parted.state, parted.merged_into = OrganisationState(standing.state_before), None
            save_versioned(parted, expected_version=expected_version, fields=["state", "merged_into"])
            audit_write(
                actor=actor,
                verb="parties.merge_undo",
                target=parted,
                before={"into": kept, "merge": standing.pk},
                after={"state": str(parted.state), "reason": standing.undone_reason},
            )
        return parted

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.merge_undo",
        request={"merge": merge.pk, "reason": reason, "row_version": expected_version},
        run=run,
        remember=lambda done: done.pk,
        recall=recalled_organisation,
    )


def _below(pk: int) -> list[int]:
    """Everything that was merged into an organisation, over however many steps, and still is."""
    merged: dict[int, list[int]] = defaultdict(list)
    for organisation, into in Merge.objects.filter(undone_at=None).values_list("organisation_id", "into_id"):
        merged[into].append(organisation)
    found, waiting = [], list(merged[pk])
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += merged[one]
    return found
