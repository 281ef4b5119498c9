"""Who is who, and who may see and do what with parties. Lists, pages, files and the API ask here; nothing else decides.

Default deny: a role that is not named may nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhongchuang.core.actors import Actor, ActorKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from zhongchuang.parties.models import Account, Organisation


class Role(StrEnum):
    """The roles of the platform; the public has no account and so no role."""

    ENTREPRENEUR = "entrepreneur"
    OPERATOR = "operator"
    ACADEMIC = "academic"
    EXPERT = "expert"
    MENTOR = "mentor"
    INVESTOR = "investor"
    BANK = "bank"
    PROVIDER = "provider"
    RECOMMENDER = "recommender"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    FINANCE = "finance"
    AUDITOR = "auditor"

    @property
    def label(self) -> StrOrPromise:
        """The role's name in the reader's language."""
        return LABELS[self]


LABELS: dict[Role, StrOrPromise] = {
    Role.ENTREPRENEUR: _("创业者／企业"),
    Role.OPERATOR: _("众创空间运营者"),
    Role.ACADEMIC: _("高校院所"),
    Role.EXPERT: _("专家"),
    Role.MENTOR: _("创业导师"),
    Role.INVESTOR: _("投资机构"),
    Role.BANK: _("银行／担保机构"),
    Role.PROVIDER: _("服务机构"),
    Role.RECOMMENDER: _("县市推荐单位"),
    Role.OFFICER: _("主管部门经办"),
    Role.REVIEWER: _("主管部门审核"),
    Role.ADMINISTRATOR: _("主管部门管理员"),
    Role.FINANCE: pgettext_lazy("role", "财政"),
    Role.AUDITOR: _("审计／纪检"),
}

STAFF = frozenset({Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR})
SELF_SERVICE = frozenset(
    {Role.ENTREPRENEUR, Role.OPERATOR, Role.ACADEMIC, Role.EXPERT, Role.MENTOR, Role.INVESTOR, Role.PROVIDER}
)
"""Roles somebody may take for themselves when signing up; all others are granted by an administrator."""


def holds(actor: Actor, *roles: Role) -> bool:
    """Whether the actor holds one of the roles."""
    return not actor.roles.isdisjoint(roles)


class PartyAction(StrEnum):
    """What can be done with an account or an organisation."""

    VIEW = "view"
    EDIT = "edit"
    GRANT_ROLE = "grant_role"
    LOCK = "lock"
    CREATE = "create"


def may_account(actor: Actor, action: PartyAction, account: Account | None = None) -> bool:
    """Accounts: one's own; administrators all, but nobody locks themselves or changes their own roles; auditors look.

    Without an account: whether the actor may do it with any account.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    own = account is not None and actor.user_id == str(account.pk)
    match action:
        case PartyAction.VIEW:
            return own or holds(actor, Role.ADMINISTRATOR, Role.AUDITOR)
        case PartyAction.EDIT:
            return own
        case PartyAction.GRANT_ROLE | PartyAction.LOCK:
            return holds(actor, Role.ADMINISTRATOR) and not own
        case PartyAction.CREATE:
            return False


def may_organisation(actor: Actor, action: PartyAction, organisation: Organisation | None = None) -> bool:
    """Organisations: members and staff see theirs, officers and administrators register."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    member = organisation is not None and actor.organisation_id == str(organisation.pk)
    match action:
        case PartyAction.VIEW:
            return member or holds(actor, *STAFF)
        case PartyAction.CREATE | PartyAction.EDIT:
            return holds(actor, Role.ADMINISTRATOR, Role.OFFICER)
        case PartyAction.GRANT_ROLE | PartyAction.LOCK:
            return False
