"""The room's forms.

`accounts.py`: accounts, members, tokens.
"""

from zhongchuang.parties.forms.accounts import (
    EndSessionsForm,
    GuardedForm,
    InvitationForm,
    InviteForm,
    LanguageForm,
    MemberForm,
    RenameForm,
    RoleForm,
    SignupForm,
    StandingForm,
    TokenForm,
)

__all__ = [
    "EndSessionsForm",
    "GuardedForm",
    "InvitationForm",
    "InviteForm",
    "LanguageForm",
    "MemberForm",
    "RenameForm",
    "RoleForm",
    "SignupForm",
    "StandingForm",
    "TokenForm",
]
