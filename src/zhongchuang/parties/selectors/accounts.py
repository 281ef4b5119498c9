"""Accounts and the roles they hold."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from zhongchuang.core.actors import Actor, PersonActor
from zhongchuang.core.described import Described
from zhongchuang.parties.access import PartyAction, Role, may_account
from zhongchuang.parties.errors import AccountUnknown
from zhongchuang.parties.models import Account, Membership, RoleGrant
from zhongchuang.parties.selectors.organisations import CURRENT


def roles_of(account: Account) -> frozenset[Role]:
    """The roles an account holds now."""
    held = RoleGrant.objects.filter(account=account, revoked_at=None).values_list("role", flat=True)
    return frozenset(Role(value) for value in held)


def actor_for(account: Account) -> PersonActor:
    """The account as an actor: its roles and the organisation it acts for; one statement, made on every page."""
    rows = _ROLES_AND_ORGANISATION.rows(account=account.pk)
    organisation = next((organisation for _role, organisation in rows), None)
    return PersonActor(
        user_id=str(account.pk),
        roles=frozenset(Role(role) for role, _organisation in rows if role is not None),
        organisation_id=None if organisation is None else str(organisation),
    )


def _roles_and_organisation(account: int) -> QuerySet[Account, tuple[str | None, int | None]]:
    acts_for = (
        Membership.objects.filter(account=OuterRef("pk"), until=None)
        .order_by("pk")
        .annotate(current=CURRENT)
        .values("current")[:1]
    )
    of_one = Account.objects.filter(pk=account).annotate(
        held=FilteredRelation("grants", condition=Q(grants__revoked_at=None)),
        organisation=Subquery(acts_for),
    )
    return of_one.values_list("held__role", "organisation")


_ROLES_AND_ORGANISATION = Described(_roles_and_organisation, account=int)


def visible_accounts(actor: Actor) -> QuerySet[Account]:
    """The accounts the actor may see: the list asks what the page asks (`may_account`)."""
    if may_account(actor, PartyAction.VIEW):
        return Account.objects.order_by("pk")
    return Account.objects.filter(pk=actor.user_id) if actor.user_id else Account.objects.none()


def account_by_email(email: str) -> Account:
    """The account with this address, whatever its letters' case. Raises AccountUnknown."""
    account = Account.objects.filter(email=email.strip().lower()).first()
    if account is None:
        raise AccountUnknown(email.strip())
    return account


def accounts_like(accounts: QuerySet[Account], *, search: str, roles: Collection[Role]) -> QuerySet[Account]:
    """Accounts whose name or address holds the words, and who hold one of the roles now (all, where none is named)."""
    if search:
        accounts = accounts.filter(Q(name__icontains=search) | Q(email__icontains=search))
    if roles:
        held = RoleGrant.objects.filter(role__in=list(roles), revoked_at=None).values("account")
        accounts = accounts.filter(pk__in=held)
    return accounts


def holders_by_role(accounts: QuerySet[Account]) -> dict[Role, int]:
    """How many of these accounts hold each role now; roles nobody holds are there with 0."""
    counts = (
        RoleGrant.objects.filter(account__in=accounts.order_by().values("pk"), revoked_at=None)
        .values_list("role")
        .annotate(holders=Count("account"))
    )
    found = {Role(role): holders for role, holders in counts}
    return {role: found.get(role, 0) for role in Role}
