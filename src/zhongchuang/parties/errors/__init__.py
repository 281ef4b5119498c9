"""The room's failures.

InvalidInput
├── UsccInvalid         the code's check digit or form is wrong
├── UsccTaken           an organisation with this code is registered
├── IndustryInvalid     no code of GB/T 4754 looks like this
├── IdentityInvalid     no number of this kind of document looks like this
├── EvidenceMissing, LacksMissing, LookWithoutReason    something is decided or looked at without saying why
├── HolderIsItself, HolderUnknown                       a relation to nobody
├── DaysReversed        the end lies before the beginning
├── ShareInvalid        a shareholder holds something, and no more than everything
├── MergeIntoItself     the two are one already
├── DelegationTooLong, DelegationToSelf
├── EmailTaken          an account with this address exists
├── PasswordWeak        the password does not meet the rules
└── TokenScopeless      a token that may do nothing, or lives for no offered time
NotAllowed
├── ScopeMissing        the token may not do this
├── InvitationNotYours  the invited address is not confirmed on the account
├── OwnVerification     nobody verifies an organisation they belong to
└── DelegationNotYours  the delegation was offered to another address
Refused
├── TooManyTokens       as many valid tokens as an account may have
├── RoleNotHeld         there is no such grant to end
├── InvitedAlready      the address has an invitation that stands, or belongs to a member
├── InvitationOver      the invitation was accepted, withdrawn, or its time has passed
├── LastManager         an organisation with members keeps a manager
├── LastAdministrator   the platform keeps an administrator
├── ErasureStands       the account is to be erased already
├── ErasureOver         the erasure was cancelled or done
├── OwnOrganisations    too many own organisations wait to be verified
├── NotWaiting          the organisation does not wait to be verified
├── OrganisationOver    merged into another, or closed
├── MergeOver           the merge was undone before
├── IdentityElsewhere   the document is known, and not as this person
├── IdentityKept        the account has its person already
├── RelationTwice, RepresentativeTwice, SharesOver      what cannot stand beside what stands
├── RelationOver        corrected or withdrawn meanwhile
└── DelegationOver      ended, accepted by another, or its time has passed
NotFound
└── AccountUnknown      no account has this address
"""

from zhongchuang.parties.errors.accounts import (
    AccountUnknown,
    EmailTaken,
    ErasureOver,
    ErasureStands,
    InvitationNotYours,
    InvitationOver,
    InvitedAlready,
    LastAdministrator,
    LastManager,
    PasswordWeak,
    RoleNotHeld,
    ScopeMissing,
    TokenScopeless,
    TooManyTokens,
    UsccInvalid,
    UsccTaken,
)
from zhongchuang.parties.errors.organisations import (
    EvidenceMissing,
    IndustryInvalid,
    LacksMissing,
    MergeIntoItself,
    MergeOver,
    NotWaiting,
    OrganisationOver,
    OwnOrganisations,
    OwnVerification,
)
from zhongchuang.parties.errors.people import (
    DaysReversed,
    DelegationNotYours,
    DelegationOver,
    DelegationTooLong,
    DelegationToSelf,
    HolderIsItself,
    HolderUnknown,
    IdentityElsewhere,
    IdentityInvalid,
    IdentityKept,
    LookWithoutReason,
    RelationOver,
    RelationTwice,
    RepresentativeTwice,
    ShareInvalid,
    SharesOver,
)

__all__ = [
    "AccountUnknown",
    "DaysReversed",
    "DelegationNotYours",
    "DelegationOver",
    "DelegationToSelf",
    "DelegationTooLong",
    "EmailTaken",
    "ErasureOver",
    "ErasureStands",
    "EvidenceMissing",
    "HolderIsItself",
    "HolderUnknown",
    "IdentityElsewhere",
    "IdentityInvalid",
    "IdentityKept",
    "IndustryInvalid",
    "InvitationNotYours",
    "InvitationOver",
    "InvitedAlready",
    "LacksMissing",
    "LastAdministrator",
    "LastManager",
    "LookWithoutReason",
    "MergeIntoItself",
    "MergeOver",
    "NotWaiting",
    "OrganisationOver",
    "OwnOrganisations",
    "OwnVerification",
    "PasswordWeak",
    "RelationOver",
    "RelationTwice",
    "RepresentativeTwice",
    "RoleNotHeld",
    "ScopeMissing",
    "ShareInvalid",
    "SharesOver",
    "TokenScopeless",
    "TooManyTokens",
    "UsccInvalid",
    "UsccTaken",
]
