"""Places and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.described import Described
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.models import (
    Account,
    Invitation,
    Membership,
    Merge,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Place,
    Standing,
    Verification,
)

NATION = "000000"
CURRENT = Coalesce("organisation__merged_into_id", "organisation_id")
"""Of a membership: the organisation it counts for, which is another one where its own was merged."""


def current_of(organisation: Organisation) -> Organisation:
    """The organisation as which it goes on: itself, unless it was merged."""
    return organisation.merged_into or organisation


def merged_into(current: int) -> list[int]:
    """The keys of the organisations that were merged into the one with this key, in ascending order."""
    return [key for (key,) in _MERGED.rows(current=current)]


def _merged(current: int) -> QuerySet[Organisation, tuple[int]]:
    return Organisation.objects.filter(merged_into_id=current).order_by("pk").values_list("pk")


_MERGED = Described(_merged, current=int)


def memberships_in(organisation: Organisation) -> QuerySet[Membership]:
    """Standing memberships of an organisation and of those merged into it."""
    return Membership.objects.filter(
        Q(organisation=organisation.pk) | Q(organisation__merged_into=organisation.pk), until=None
    )


def organisations_of(account: Account) -> QuerySet[Organisation]:
    """The organisations an account acts for; of a merged one, the one it goes on as."""
    held = Membership.objects.filter(account=account, until=None).values(current=CURRENT)
    return Organisation.objects.filter(pk__in=held).select_related("place")


def organisations_by_key(keys: Iterable[str]) -> list[Organisation]:
    """Organisations by their keys, with their places and those above; the caller asks who may see them."""
    rows = Organisation.objects.filter(pk__in=list(keys)).select_related("place__parent__parent__parent")
    return list(rows.order_by("name", "pk"))


def managed_organisations(account: Account) -> QuerySet[Organisation]:
    """The organisations an account manages, as which they go on."""
    held = Membership.objects.filter(account=account, until=None, standing=Standing.MANAGER)
    return Organisation.objects.filter(pk__in=held.values(current=CURRENT)).order_by("name", "pk")


def places() -> QuerySet[Place]:
    """All places, by code."""
    return Place.objects.order_by("code")


def registered_organisations() -> list[tuple[str, str, str]]:
    """Code (统一社会信用代码), place and kind of every organisation, by code: what a simulation may know of them."""
    standing = Organisation.objects.filter(merged_into=None)  # merged ones are others already counted
    return list(standing.order_by("uscc").values_list("uscc", "place_id", "kind"))


def verified_in(places: Iterable[str], kinds: Iterable[str]) -> list[Organisation]:
    """The verified organisations of some kinds in some places, with their places and those above, by name."""
    rows = Organisation.objects.filter(
        state=OrganisationState.VERIFIED, place_id__in=list(places), kind__in=list(kinds)
    )
    return list(rows.select_related("place__parent__parent__parent").order_by("name", "pk"))


def places_within(place: str) -> list[str]:
    """The codes of a place and of everything in it; of the nation, all."""
    parents = dict(Place.objects.values_list("code", "parent_id"))
    if place not in parents:
        return []

    def lies_within(code: str | None) -> bool:
        while code is not None and code != place:
            code = parents.get(code)
        return code is not None

    return sorted(code for code in parents if place == NATION or lies_within(code))


def standing_in(actor: Actor, organisation: Organisation) -> Standing | None:
    """What the actor is in an organisation now, by whichever record of it; None where they do not belong to it."""
    if not actor.user_id:
        return None
    found = memberships_in(organisation).filter(account_id=actor.user_id).order_by("standing")
    # “manager” stands before “member”: who is both is a manager
    return next((Standing(standing) for standing in found.values_list("standing", flat=True)), None)


def visible_organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations the actor may see: the list asks what the page asks (`may_organisation`)."""
    everything = Organisation.objects.select_related("place", "merged_into").order_by("name", "pk")
    if may_organisation(actor, PartyAction.VIEW):
        return everything
    if not actor.user_id:
        return everything.none()
    own = Membership.objects.filter(account_id=actor.user_id, until=None)
    return everything.filter(
        Exists(own.filter(organisation=OuterRef("pk")))
        | Exists(own.filter(organisation__merged_into=OuterRef("pk")))
    )


def organisations_like(organisations: QuerySet[Organisation], search: str) -> QuerySet[Organisation]:
    """Organisations whose name or code holds the words, with how many members each has."""
    if search:
        organisations = organisations.filter(Q(name__icontains=search) | Q(uscc__icontains=search))
    return organisations.annotate(
        members=Count("memberships", filter=Q(memberships__until=None), distinct=True)
    )


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who acts for an organisation now: managers first, then by name (“manager” stands before “member”)."""
    return (
        memberships_in(organisation)
        .select_related("account", "organisation")
        .order_by("standing", "account__name", "pk")
    )


def managers_of(organisation: Organisation) -> list[str]:
    """The accounts that manage an organisation, by key."""
    found = memberships_in(organisation).filter(standing=Standing.MANAGER)
    return [str(pk) for pk in found.values_list("account_id", flat=True).distinct()]


def waiting_organisations() -> QuerySet[Organisation]:
    """Organisations that wait for an officer, the longest wait first; those nobody sent in come last."""
    waiting = Organisation.objects.filter(state=OrganisationState.UNVERIFIED).select_related("place")
    return waiting.order_by(F("submitted_at").asc(nulls_last=True), "pk")


def verifications_of(organisation: Organisation) -> QuerySet[Verification]:
    """What officers found, the latest first."""
    return Verification.objects.filter(organisation=organisation)


def merges_of(organisation: Organisation) -> QuerySet[Merge]:
    """Merges of an organisation, and of others into it, undone ones too; the latest first."""
    found = Merge.objects.filter(Q(organisation=organisation.pk) | Q(into=organisation.pk))
    return found.select_related("organisation", "into")


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations of an organisation that can still be accepted, the newest first."""
    return Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )


def invitation_by_secret(secret: str) -> Invitation | None:
    """The invitation a link opens, whatever became of it."""
    digest = sha256(secret.encode()).hexdigest()
    return Invitation.objects.select_related("organisation__place").filter(secret_sha256=digest).first()


def organisations_of_codes(codes: Iterable[str]) -> dict[str, Organisation]:
    """Organisations by their code, in one statement; a merged one is the one it goes on as."""
    rows = Organisation.objects.filter(uscc__in=list(codes)).select_related("merged_into")
    return {row.uscc: row.merged_into or row for row in rows}


def department_of(place: str) -> int | None:
    """The department registered for a place, by key; the first where there are several."""
    found = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, place_id=place).order_by("pk")
    return found.values_list("pk", flat=True).first()


def organisation_kind(word: str) -> OrganisationKind:
    """A kind of organisation by its word. Raises ValueError."""
    return OrganisationKind(word)
