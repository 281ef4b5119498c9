"""Who may see and do what with vouchers, orders and providers. Lists, pages, files and the API ask here; nothing else decides.

Default deny. A holder is a member of the organisation a voucher was issued to, or acts for it by a delegation to apply; a
provider is a member of the organisation on the list; the department's people are bound to their department, finance to it or
to its level. Nobody in a department acts on what their own organisation holds or delivers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.parties.access import DelegationScope, Role
from zhongchuang.parties.selectors.posts import Post
from zhongchuang.parties.selectors.standings import Mandated, standings_of
from zhongchuang.vouchers.flow import ORDER_MOVES, VOUCHER_MOVES, OrderMove, VoucherMove, Who

if TYPE_CHECKING:
    from zhongchuang.parties.models import Organisation
    from zhongchuang.vouchers.models import Order, Provider, Voucher

ACCOUNT = "account:"
"""How the holder of a voucher is named who applied in person; an organisation is `organisation:<key>`."""
LOOKING = (Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR)
"""Who of a department sees its vouchers."""
_OF_THE_DEPARTMENT: Mapping[Who, tuple[Role, ...]] = {
    Who.OFFICER: (Role.OFFICER, Role.ADMINISTRATOR),
    Who.REVIEWER: (Role.REVIEWER, Role.ADMINISTRATOR),
}


class ProviderAction(StrEnum):
    """What can be done with an entry of the list of providers, beside the orders."""

    VIEW = "view"  # with what is not public: reasons, the account's last digits
    ASK = "ask"
    EDIT = "edit"  # its services
    ADMIT = "admit"  # and return
    READMIT = "readmit"  # one that was struck off before
    STRIKE_OFF = "strike_off"
    CHANGE_ACCOUNT = "change_account"
    CONFIRM_ACCOUNT = "confirm_account"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody reaches, read once for a list or a verb (one statement)."""

    account: int | None
    is_system: bool = False
    posts: tuple[Post, ...] = ()
    members: frozenset[int] = frozenset()  # organisations they belong to
    managed: frozenset[int] = frozenset()
    mandates: Mapping[DelegationScope, Mandated] = field(default_factory=dict)

    def holding(self, *, writing: bool) -> Mandated:
        """For whom somebody uses vouchers, themselves and their own included; only looking: by whatever delegation."""
        if writing:
            given = [self.mandates.get(DelegationScope.APPLY, Mandated())]
        else:
            given = list(self.mandates.values())
        own = frozenset() if self.account is None else frozenset({self.account})
        return Mandated(
            self.members.union(*(one.organisations for one in given)),
            own.union(*(one.accounts for one in given)),
        )

    def departments(self, *roles: Role) -> frozenset[int] | None:
        """The departments they are one of the roles in; None: in any."""
        held = [post for post in self.posts if post.role in roles]
        if self.is_system or any(post.organisation is None and post.place is None for post in held):
            return None
        return frozenset(post.organisation for post in held if post.organisation is not None)

    @property
    def levels(self) -> frozenset[str]:
        """The places for whose departments they are the finance."""
        return frozenset(p.level for p in self.posts if p.role is Role.FINANCE and p.level)


def reach_of(actor: Actor) -> Reach:
    """How far the actor reaches."""
    if actor.kind is ActorKind.SYSTEM:
        return Reach(None, is_system=True)
    if actor.user_id is None:
        return Reach(None)
    standings = standings_of(actor, clock.today())
    return Reach(
        account=int(actor.user_id),
        posts=standings.posts,
        members=frozenset(standings.belongs),
        managed=frozenset(key for key, standing in standings.belongs.items() if standing == "manager"),
        mandates=standings.mandates,
    )


def in_department(department: int, reach: Reach, *roles: Role) -> bool:
    """Whether somebody is one of the roles there: who is an officer in one department and audits in another is not both in
    both."""
    found = reach.departments(*roles)
    return found is None or department in found


def is_treasury(department: Organisation, reach: Reach) -> bool:
    """Whether somebody is the finance of a department: posted to it, to its level, or to no place at all."""
    return in_department(department.pk, reach, Role.FINANCE) or department.place_id in reach.levels


def is_holder(voucher: Voucher, reach: Reach, *, writing: bool = True) -> bool:
    """Whether somebody uses a voucher, or only looks at it."""
    parties = reach.holding(writing=writing)
    if voucher.organisation_id is not None:
        return voucher.organisation_id in parties.organisations
    return voucher.holder in {f"{ACCOUNT}{account}" for account in parties.accounts}


def is_provider(provider: Provider, reach: Reach) -> bool:
    """Whether somebody stands behind the provider's counter."""
    return provider.organisation_id in reach.members


def manages(provider: Provider, reach: Reach) -> bool:
    """Whether somebody speaks for the provider about its money: its managers, no delegate and no other member."""
    return provider.organisation_id in reach.managed


def holders_q(reach: Reach, way: str = "", *, writing: bool = False) -> Q:
    """The vouchers somebody uses, or the rows that lead to one (`way`: how, such as `voucher__`)."""
    parties = reach.holding(writing=writing)
    people = [f"{ACCOUNT}{account}" for account in sorted(parties.accounts)]
    return Q(**{f"{way}organisation__in": parties.organisations}) | Q(
        **{f"{way}organisation": None, f"{way}holder__in": people}
    )


def department_q(reach: Reach, way: str = "") -> Q:
    """The rows of the departments somebody works in; finance sees those of its level, auditors and unbound posts all."""
    bound = reach.departments(*LOOKING)
    if bound is None:
        return Q(
            **{f"{way}pk__isnull": False}
        )  # said, not left out: an empty condition vanishes beside another
    found = Q(**{f"{way}department__in": bound})
    if reach.levels:
        found |= Q(**{f"{way}department__place__in": reach.levels})
    return found


def may_desk(actor: Actor, reach: Reach | None = None) -> bool:
    """Whether somebody has a department's desk of vouchers at all."""
    far = reach or reach_of(actor)
    return far.is_system or any(post.role in LOOKING for post in far.posts)


def may_move_voucher(actor: Actor, voucher: Voucher, move: VoucherMove, reach: Reach | None = None) -> bool:
    """Whether the move is theirs to make."""
    far = reach or reach_of(actor)
    if far.is_system:
        return True  # what follows by itself: an approved case, a decision taken back, time
    if is_holder(voucher, far, writing=False):
        return False
    return any(_of_department(voucher, who, far) for who in VOUCHER_MOVES[move].who)


def who_moves(actor: Actor, order: Order, move: OrderMove, reach: Reach | None = None) -> Who | None:
    """As what somebody may make a move, None where it is not theirs; `order` with its voucher and provider."""
    far = reach or reach_of(actor)
    who = ORDER_MOVES[move].who
    if far.is_system:
        return Who.SYSTEM if Who.SYSTEM in who else None
    holds, provides = is_holder(order.voucher, far), is_provider(order.provider, far)
    if Who.HOLDER in who and holds:
        return Who.HOLDER
    if Who.PROVIDER in who and provides:
        return Who.PROVIDER
    if holds or provides or is_holder(order.voucher, far, writing=False):
        return None
    return next((one for one in Who if one in who and _of_department(order.voucher, one, far)), None)


def may_move_order(actor: Actor, order: Order, move: OrderMove, reach: Reach | None = None) -> bool:
    """Whether the move is theirs to make."""
    return who_moves(actor, order, move, reach) is not None


def _of_department(voucher: Voucher, who: Who, reach: Reach) -> bool:
    if who is Who.FINANCE:
        return is_treasury(voucher.department, reach)
    roles = _OF_THE_DEPARTMENT.get(who)
    return roles is not None and in_department(voucher.department_id, reach, *roles)


def may_ask(actor: Actor, organisation: int, reach: Reach | None = None) -> bool:
    """Whether somebody may ask for an organisation to be listed: its managers."""
    far = reach or reach_of(actor)
    return far.is_system or organisation in far.managed


def may_provider(
    actor: Actor, action: ProviderAction, provider: Provider, reach: Reach | None = None
) -> bool:
    """An entry of the list: its managers ask and change, the department admits, its second person strikes off."""
    far = reach or reach_of(actor)
    if far.is_system:
        return True
    own = is_provider(provider, far)
    department = provider.department_id
    match action:
        case ProviderAction.VIEW:
            return own or in_department(department, far, *LOOKING) or is_treasury(provider.department, far)
        case ProviderAction.ASK | ProviderAction.EDIT | ProviderAction.CHANGE_ACCOUNT:
            return manages(provider, far)
        case ProviderAction.ADMIT | ProviderAction.CONFIRM_ACCOUNT:
            return not own and in_department(department, far, Role.OFFICER, Role.ADMINISTRATOR)
        case ProviderAction.STRIKE_OFF | ProviderAction.READMIT:
            return not own and in_department(department, far, Role.REVIEWER, Role.ADMINISTRATOR)


def may_load(actor: Actor) -> bool:
    """Whether schemes may be put in force: they come with the release, no desk writes them."""
    return actor.kind is ActorKind.SYSTEM


def may_prove(actor: Actor, reach: Reach | None = None) -> bool:
    """Whether somebody may hold vouchers, orders and books against each other: who sees all of it."""
    far = reach or reach_of(actor)
    return far.is_system or far.departments(Role.AUDITOR, Role.ADMINISTRATOR) is None
