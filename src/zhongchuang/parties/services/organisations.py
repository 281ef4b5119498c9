"""Places, organisations and who acts for them."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.decisions import uscc_checked
from zhongchuang.parties.errors import UsccTaken
from zhongchuang.parties.models import Account, Membership, Organisation, OrganisationKind, Place, Standing


@transaction.atomic
def place_register(*, actor: Actor, code: str, name: str, name_en: str, parent: str | None) -> Place:
    """Add a place of GB/T 2260 or bring its names up to date; the platform's own doing. Raises NotAllowed."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    values = {"name": name, "name_en": name_en, "parent_id": parent}
    before = Place.objects.filter(code=code).values(*values).first()
    if before == values:
        return Place.objects.get(code=code)
    place, _created = Place.objects.update_or_create(code=code, defaults=values)
    audit_write(actor=actor, verb="parties.place_register", target=place, before=before, after=values)
    return place


@transaction.atomic
def organisation_register(
    *, actor: Actor, uscc: str, name: str, kind: OrganisationKind, place: str, synthetic: bool = False
) -> Organisation:
    """Register an organisation, to be verified like any other. Raises NotAllowed, UsccInvalid, UsccTaken."""
    if not may_organisation(actor, PartyAction.CREATE):
        raise NotAllowed()
    code = uscc_checked(uscc)
    organisation = Organisation(
        uscc=code,
        name=name.strip(),
        kind=kind,
        place_id=place,
        synthetic=synthetic,
        registered_by=actor.user_id or "",
        submitted_at=clock.now(),
    )
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError:
        raise UsccTaken(code) from None
    audit_write(
        actor=actor,
        verb="parties.organisation_register",
        target=organisation,
        after={"uscc": code, "name": organisation.name, "kind": kind.value, "place": place},
    )
    return organisation


@transaction.atomic
def membership_add(
    *, actor: Actor, account: Account, organisation: Organisation, standing: Standing = Standing.MEMBER
) -> Membership:
    """Let an account act for an organisation without inviting it; a standing membership stays. Raises NotAllowed."""
    if not may_organisation(actor, PartyAction.EDIT):
        raise NotAllowed()
    membership, created = Membership.objects.get_or_create(
        account=account,
        organisation=organisation,
        until=None,
        defaults={"since": clock.today(), "standing": standing},
    )
    if not created:
        return membership
    audit_write(
        actor=actor,
        verb="parties.membership_add",
        target=membership,
        after={"account": account.pk, "organisation": organisation.pk, "standing": standing.value},
    )
    return membership
