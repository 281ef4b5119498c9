"""The posts somebody holds: a role where it is held. What a role may do is often only for one department or one place."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core.actors import Actor
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Membership, RoleGrant, Standing


@dataclass(frozen=True, slots=True)
class Post:
    """A role held at an organisation (its key) or for a place (its code); None: not limited so."""

    role: Role
    organisation: int | None
    place: str | None


def posts_of(actor: Actor) -> tuple[Post, ...]:
    """The posts an account holds now; none for anybody without an account."""
    if actor.user_id is None:
        return ()
    rows = RoleGrant.objects.filter(account_id=actor.user_id, revoked_at=None).order_by("pk")
    return tuple(Post(Role(g.role), g.organisation_id, g.place_id) for g in rows)


def belongings_of(actor: Actor) -> dict[int, Standing]:
    """The organisations an account acts for now, and as what."""
    if actor.user_id is None:
        return {}
    rows = Membership.objects.filter(account_id=actor.user_id, until=None).values_list(
        "organisation_id", "standing"
    )
    return {organisation: Standing(standing) for organisation, standing in rows}
