"""The room's failures.

InvalidInput
├── UsccInvalid         the code's check digit or form is wrong
├── UsccTaken           an organisation with this code is registered
├── EmailTaken          an account with this address exists
├── PasswordWeak        the password does not meet the rules
└── TokenScopeless      a token that may do nothing, or lives for no offered time
NotAllowed
├── ScopeMissing        the token may not do this
└── InvitationNotYours  the invited address is not confirmed on the account
Refused
├── TooManyTokens       as many valid tokens as an account may have
├── RoleNotHeld         there is no such grant to end
├── InvitedAlready      the address has an invitation that stands, or belongs to a member
├── InvitationOver      the invitation was accepted, withdrawn, or its time has passed
├── LastManager         an organisation with members keeps a manager
├── LastAdministrator   the platform keeps an administrator
├── ErasureStands       the account is to be erased already
└── ErasureOver         the erasure was cancelled or done
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

__all__ = [
    "AccountUnknown",
    "EmailTaken",
    "ErasureOver",
    "ErasureStands",
    "InvitationNotYours",
    "InvitationOver",
    "InvitedAlready",
    "LastAdministrator",
    "LastManager",
    "PasswordWeak",
    "RoleNotHeld",
    "ScopeMissing",
    "TokenScopeless",
    "TooManyTokens",
    "UsccInvalid",
    "UsccTaken",
]
