"""Accounts, roles held, places, organisations, memberships, invitations, tokens, what guards an account."""

from zhongchuang.parties.models.accounts import (
    Account,
    AccountManager,
    MailLanguage,
    Membership,
    Organisation,
    OrganisationKind,
    Place,
    RoleGrant,
    Standing,
)
from zhongchuang.parties.models.invitations import Invitation
from zhongchuang.parties.models.safety import ErasureRequest, SecondFactorFailures
from zhongchuang.parties.models.tokens import ApiToken

__all__ = [
    "Account",
    "AccountManager",
    "ApiToken",
    "ErasureRequest",
    "Invitation",
    "MailLanguage",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Place",
    "RoleGrant",
    "SecondFactorFailures",
    "Standing",
]
