"""Accounts, roles held, places, organisations, memberships, invitations, tokens."""

from zhongchuang.parties.models.accounts import (
    Account,
    AccountManager,
    Membership,
    Organisation,
    OrganisationKind,
    Place,
    RoleGrant,
)
from zhongchuang.parties.models.invitations import Invitation
from zhongchuang.parties.models.tokens import ApiToken

__all__ = [
    "Account",
    "AccountManager",
    "ApiToken",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Place",
    "RoleGrant",
]
