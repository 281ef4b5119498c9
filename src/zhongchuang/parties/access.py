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

    from zhongchuang.parties.models import Account, ApiToken, Standing


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
    MANAGE_MEMBERS = "manage_members"
    EXPORT = "export"
    ERASE = "erase"


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
        case PartyAction.EDIT | PartyAction.EXPORT | PartyAction.ERASE:
            return own
        case PartyAction.GRANT_ROLE | PartyAction.LOCK:
            return holds(actor, Role.ADMINISTRATOR) and not own
        case PartyAction.CREATE | PartyAction.MANAGE_MEMBERS:
            return False


def may_organisation(actor: Actor, action: PartyAction, standing: Standing | None = None) -> bool:
    """Organisations: members and staff see theirs, officers and administrators register, managers decide who belongs.

    `standing`: what the actor is in the organisation, None where they do not belong to it (or none is meant).
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    match action:
        case PartyAction.VIEW:
            return standing is not None or holds(actor, *STAFF)
        case PartyAction.CREATE | PartyAction.EDIT:
            return holds(actor, Role.ADMINISTRATOR, Role.OFFICER)
        case PartyAction.MANAGE_MEMBERS:
            return standing == "manager" or holds(actor, Role.ADMINISTRATOR, Role.OFFICER)
        case _:
            return False


class TokenScope(StrEnum):
    """What other software may do with a token; reading and answering are open to visitors too, at a lower rate."""

    READ = "read"
    MATCH = "match"
    STORE_VERDICTS = "verdicts:store"
    EXPORT_PACKS = "packs:export"

    @property
    def label(self) -> StrOrPromise:
        """What it allows, in the reader's language."""
        return SCOPE_LABELS[self]


SCOPE_LABELS: dict[TokenScope, StrOrPromise] = {
    TokenScope.READ: _("读取政策、条款、措施、检索结果和审计公布"),
    TokenScope.MATCH: _("判断一个对象符合哪些措施（不保存）"),
    TokenScope.STORE_VERDICTS: _("以我的名义保存、重放和删除结论"),
    TokenScope.EXPORT_PACKS: _("整包导出政策包"),
}


def may_token(actor: Actor, action: PartyAction, token: ApiToken | None = None) -> bool:
    """Tokens are their holder's alone: nobody else sees, makes or ends them (locking the account stops them all)."""
    match action:
        case PartyAction.CREATE:
            return actor.kind is ActorKind.PERSON
        case PartyAction.VIEW | PartyAction.EDIT:
            return token is not None and actor.user_id == str(token.account_id)
        case _:
            return False
