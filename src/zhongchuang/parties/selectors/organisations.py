"""Places and organisations."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Count, Q, QuerySet

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.models import Account, Invitation, Membership, Organisation, Place, Standing


def organisations_of(account: Account) -> QuerySet[Organisation]:
    """The organisations an account acts for."""
    return Organisation.objects.filter(memberships__account=account, memberships__until=None).select_related(
        "place"
    )


def places() -> QuerySet[Place]:
    """All places, by code."""
    return Place.objects.order_by("code")


def registered_organisations() -> list[tuple[str, str, str]]:
    """Code (统一社会信用代码), place and kind of every organisation, by code: what a simulation may know of them."""
    return list(Organisation.objects.order_by("uscc").values_list("uscc", "place_id", "kind"))


def standing_in(actor: Actor, organisation: Organisation) -> Standing | None:
    """What the actor is in an organisation now; None where they do not belong to it."""
    if not actor.user_id:
        return None
    found = Membership.objects.filter(
        account_id=actor.user_id, organisation=organisation, until=None
    ).values_list("standing", flat=True)
    return next((Standing(standing) for standing in found), None)


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations the actor may see: the list asks what the page asks (`may_organisation`)."""
    everything = Organisation.objects.select_related("place").order_by("name", "pk")
    if may_organisation(actor, PartyAction.VIEW):
        return everything
    if not actor.user_id:
        return everything.none()
    return everything.filter(memberships__account_id=actor.user_id, memberships__until=None)


def organisations_like(organisations: QuerySet[Organisation], search: str) -> QuerySet[Organisation]:
    """Organisations whose name or code holds the words, with how many members each has."""
    if search:
        organisations = organisations.filter(Q(name__icontains=search) | Q(uscc__icontains=search))
    return organisations.annotate(
        members=Count("memberships", filter=Q(memberships__until=None), distinct=True)
    )


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who acts for an organisation now: managers first, then by name (“manager” stands before “member”)."""
    standing = Membership.objects.filter(organisation=organisation, until=None)
    return standing.select_related("account").order_by("standing", "account__name", "pk")


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations of an organisation that can still be accepted, the newest first."""
    return Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )


def invitation_by_secret(secret: str) -> Invitation | None:
    """The invitation a link opens, whatever became of it."""
    digest = sha256(secret.encode()).hexdigest()
    return Invitation.objects.select_related("organisation__place").filter(secret_sha256=digest).first()
