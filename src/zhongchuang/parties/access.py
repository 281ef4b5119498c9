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

    from zhongchuang.parties.models import Account, ApiToken, Delegation, Person, Standing


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
    REGISTER_OWN = "register_own"
    DESCRIBE = "describe"
    RELATE = "relate"
    VERIFY = "verify"
    MERGE = "merge"


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
        case _:
            return False


def may_organisation(actor: Actor, action: PartyAction, standing: Standing | None = None) -> bool:
    """Organisations: members and staff see theirs; anybody registers their own; managers say what it is, who stands behind it
    and who belongs to it; officers verify; administrators alone merge.

    `standing`: what the actor is in the organisation, None where they do not belong to it (or none is meant).
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    match action:
        case PartyAction.VIEW:
            return standing is not None or holds(actor, *STAFF)
        case PartyAction.CREATE | PartyAction.EDIT | PartyAction.VERIFY:
            return holds(actor, Role.ADMINISTRATOR, Role.OFFICER)
        case PartyAction.MANAGE_MEMBERS | PartyAction.DESCRIBE | PartyAction.RELATE:
            return standing == "manager" or holds(actor, Role.ADMINISTRATOR, Role.OFFICER)
        case PartyAction.REGISTER_OWN:
            return actor.kind is ActorKind.PERSON
        case PartyAction.MERGE:
            return holds(actor, Role.ADMINISTRATOR)
        case _:
            return False


def may_calendar(actor: Actor) -> bool:
    """The calendar of working days: everybody reads it, administrators enter a year."""
    return actor.kind is ActorKind.SYSTEM or holds(actor, Role.ADMINISTRATOR)


class PersonAction(StrEnum):
    """What can be done with the record of a person."""

    VIEW = "view"  # masked
    LOOK = "look"  # the whole number, with a reason, logged
    EDIT = "edit"


def may_person(
    actor: Actor, action: PersonAction, person: Person | None = None, standing: Standing | None = None
) -> bool:
    """People: one's own; masked for staff and for members of an organisation they stand behind; whole for officers and
    reviewers with a reason, and for nobody else.

    `standing`: what the actor is in the organisation on whose page the person is met.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    own = person is not None and actor.user_id is not None and actor.user_id == str(person.account_id)
    match action:
        case PersonAction.VIEW:
            return own or standing is not None or holds(actor, *STAFF)
        case PersonAction.LOOK:
            return own or holds(actor, Role.OFFICER, Role.REVIEWER)
        case PersonAction.EDIT:
            return own


class DelegationScope(StrEnum):
    """For what somebody may act in another's place."""

    APPLY = "apply"
    REPORT = "report"
    RECEIVE = "receive"

    @property
    def label(self) -> StrOrPromise:
        """What it allows, in the reader's language."""
        return DELEGATION_LABELS[self]


DELEGATION_LABELS: dict[DelegationScope, StrOrPromise] = {
    DelegationScope.APPLY: _("提出申请、补正、撤回"),
    DelegationScope.REPORT: _("填报进展和报表"),
    DelegationScope.RECEIVE: _("接收通知和文书"),
}


def may_delegation(
    actor: Actor, action: PartyAction, delegation: Delegation | None = None, standing: Standing | None = None
) -> bool:
    """Delegations: everybody gives their own; for an organisation its managers do. Giver, receiver and managers see and end.

    `standing`: what the actor is in the organisation it is given for.
    """
    if actor.kind is not ActorKind.PERSON:
        return actor.kind is ActorKind.SYSTEM
    match action:
        case PartyAction.CREATE:
            return True
        case PartyAction.VIEW | PartyAction.EDIT:
            return delegation is not None and (
                actor.user_id in {str(delegation.giver_id), str(delegation.receiver_id)}
                or (delegation.organisation_id is not None and standing == "manager")
            )
        case _:
            return False


class TokenScope(StrEnum):
    """What other software may do with a token; reading and answering are open to visitors too, at a lower rate."""

    READ = "read"
    MATCH = "match"
    STORE_VERDICTS = "verdicts:store"
    EXPORT_PACKS = "packs:export"
    IMPORT_AWARDS = "awards:import"
    OWN_VOUCHERS = "vouchers:own"

    @property
    def label(self) -> StrOrPromise:
        """What it allows, in the reader's language."""
        return SCOPE_LABELS[self]


SCOPE_LABELS: dict[TokenScope, StrOrPromise] = {
    TokenScope.READ: _("读取政策、条款、措施、检索结果和审计公布"),
    TokenScope.MATCH: _("判断一个对象符合哪些措施（不保存）"),
    TokenScope.STORE_VERDICTS: _("以我的名义保存、重放和删除结论"),
    TokenScope.EXPORT_PACKS: _("整包导出政策包"),
    TokenScope.IMPORT_AWARDS: _("以我的名义导入其他部门的支持（经办和管理员）"),
    TokenScope.OWN_VOUCHERS: _("读取我的创新券和订单"),
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


class SpaceAction(StrEnum):
    """What can be done with a makerspace; that it exists, where and what it is recognised as, everybody may see."""

    REGISTER = "register"
    EDIT = "edit"
    SEE_TENANTS = "see_tenants"
    RECORD = "record"
    RECOGNISE = "recognise"


def may_space(actor: Actor, action: SpaceAction, works_there: bool = False) -> bool:
    """Spaces: who acts for the operator keeps the register, departments look; a reviewer recognises.

    `works_there`: whether the actor acts for the organisation that runs the space now.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    match action:
        case SpaceAction.REGISTER:
            return holds(actor, Role.OPERATOR, Role.OFFICER, Role.ADMINISTRATOR)
        case SpaceAction.EDIT:
            return works_there or holds(actor, Role.OFFICER, Role.ADMINISTRATOR)
        case SpaceAction.SEE_TENANTS:
            return works_there or holds(actor, *STAFF)
        case SpaceAction.RECORD:
            return works_there
        case SpaceAction.RECOGNISE:
            return holds(actor, Role.REVIEWER)
