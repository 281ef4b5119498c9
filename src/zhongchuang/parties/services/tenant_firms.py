"""Firms that a register names: the platform's own organisation of that code, made known where it is not yet."""

from __future__ import annotations

from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.parties.decisions import uscc_checked
from zhongchuang.parties.errors.spaces import SpaceInputWrong
from zhongchuang.parties.models import Organisation, OrganisationKind, Space


def firm_of(actor: Actor, space: Space, *, uscc: str, name: str) -> Organisation:
    """The organisation of a code; made, unverified, in the space's place where the platform does not know it yet.

    Its name stays what the platform has: an operator does not rename somebody else's firm. Raises UsccInvalid,
    SpaceInputWrong for a firm that has to be made and has no name.
    """
    code = uscc_checked(uscc)
    found: Organisation | None = Organisation.objects.filter(uscc=code).first()
    if found is not None:
        return found
    if not name.strip():
        raise SpaceInputWrong("name", "名称要填。", "The name is missing.")
    made: Organisation
    made, created = Organisation.objects.get_or_create(
        uscc=code,
        defaults={
            "name": name.strip()[:120],
            "kind": OrganisationKind.ENTERPRISE,
            "place_id": space.place_id,
            "registered_by": actor.user_id or actor.name[:40],
            "synthetic": space.synthetic,
        },
    )
    if created:
        audit_write(
            actor=actor,
            verb="parties.organisation_register",
            target=made,
            after={"uscc": code, "name": made.name, "kind": made.kind, "place": made.place_id},
        )
    return made
