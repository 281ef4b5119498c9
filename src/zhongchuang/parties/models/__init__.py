"""Accounts, roles held, places, organisations and what they are to each other, people, memberships, invitations, tokens,
delegations, what guards an account; makerspaces, who is in them and what became of them."""

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
from zhongchuang.parties.models.residency import (
    GraduationReview,
    ImportState,
    PeriodClose,
    ResidencyEvent,
    Tenant,
    TenantDeclaration,
    TenantImport,
)
from zhongchuang.parties.models.safety import ErasureRequest, SecondFactorFailures
from zhongchuang.parties.models.spaces import (
    Builder,
    HolderRole,
    Recognition,
    RecognitionLevel,
    Space,
    SpaceCapacity,
    SpaceField,
    SpaceHolder,
    SpaceKind,
    Stage,
)
from zhongchuang.parties.models.tokens import ApiToken
from zhongchuang.parties.models.verification import EvidenceKind, Merge, Verification, VerificationOutcome

__all__ = [
    "Account",
    "AccountManager",
    "ApiToken",
    "Builder",
    "Delegation",
    "ErasureRequest",
    "EvidenceKind",
    "GraduationReview",
    "HolderRole",
    "IdentityKind",
    "ImportState",
    "Invitation",
    "MailLanguage",
    "Membership",
    "Merge",
    "Organisation",
    "OrganisationKind",
    "OrganisationState",
    "PeriodClose",
    "Person",
    "PersonLook",
    "Place",
    "Provenance",
    "Recognition",
    "RecognitionLevel",
    "Relation",
    "RelationKind",
    "ResidencyEvent",
    "RoleGrant",
    "SecondFactorFailures",
    "Space",
    "SpaceCapacity",
    "SpaceField",
    "SpaceHolder",
    "SpaceKind",
    "Stage",
    "Standing",
    "Tenant",
    "TenantDeclaration",
    "TenantImport",
    "Verification",
    "VerificationOutcome",
]
