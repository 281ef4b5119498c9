"""Accounts, roles held, places, organisations and what they are to each other, people, memberships, invitations, tokens,
delegations, what guards an account."""

from zhongchuang.parties.models.accounts import (
    Account,
    AccountManager,
    MailLanguage,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Place,
    RoleGrant,
    Standing,
)
from zhongchuang.parties.models.delegations import Delegation
from zhongchuang.parties.models.invitations import Invitation
from zhongchuang.parties.models.persons import IdentityKind, Person, PersonLook
from zhongchuang.parties.models.relations import Provenance, Relation, RelationKind
from zhongchuang.parties.models.safety import ErasureRequest, SecondFactorFailures
from zhongchuang.parties.models.tokens import ApiToken
from zhongchuang.parties.models.verification import EvidenceKind, Merge, Verification, VerificationOutcome

__all__ = [
    "Account",
    "AccountManager",
    "ApiToken",
    "Delegation",
    "ErasureRequest",
    "EvidenceKind",
    "IdentityKind",
    "Invitation",
    "MailLanguage",
    "Membership",
    "Merge",
    "Organisation",
    "OrganisationKind",
    "OrganisationState",
    "Person",
    "PersonLook",
    "Place",
    "Provenance",
    "Relation",
    "RelationKind",
    "RoleGrant",
    "SecondFactorFailures",
    "Standing",
    "Verification",
    "VerificationOutcome",
]
