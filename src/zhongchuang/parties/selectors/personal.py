"""What the room holds of one person, for the copy of their data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.audit.people import read_personal
from zhongchuang.core.json_values import Json, plain_json
from zhongchuang.parties.models import Account, ApiToken, Delegation, ErasureRequest, Invitation, Membership
from zhongchuang.parties.selectors.persons import opened_person, person_of

Rows = Sequence[dict[str, Json]]


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def account_data(account: Account) -> Rows:
    """Name, addresses, language."""
    addresses = EmailAddress.objects.filter(user_id=account.pk).order_by("-primary", "pk")
    return [
        {
            "number": account.pk,
            "name": account.name,
            "email": account.email,
            "addresses": [{"email": one.email, "verified": one.verified} for one in addresses],
            "language": account.language,
            "registered_at": _moment(account.created_at),
            "last_sign_in": _moment(account.last_login),
        }
    ]


def grants_data(account: Account) -> Rows:
    """Roles, ended ones too."""
    return [
        {
            "role": grant.role,
            "granted_at": _moment(grant.granted_at),
            "revoked_at": _moment(grant.revoked_at),
        }
        for grant in account.grants.order_by("pk")
    ]


def memberships_data(account: Account) -> Rows:
    """Organisations one acts or acted for."""
    found = Membership.objects.filter(account=account).select_related("organisation").order_by("pk")
    return [
        {
            "organisation": one.organisation.name,
            "uscc": one.organisation.uscc,
            "standing": one.standing,
            "since": one.since.isoformat(),
            "until": one.until.isoformat() if one.until else None,
        }
        for one in found
    ]


def invitations_data(account: Account) -> Rows:
    """Invitations to one's addresses, and those one sent (without whom they were sent to: that is another's)."""
    addresses = EmailAddress.objects.filter(user_id=account.pk).values_list("email", flat=True)
    found = Invitation.objects.filter(Q(email__in=list(addresses)) | Q(invited_by=str(account.pk)))
    return [
        {
            "organisation": one.organisation.name,
            "sent_by_me": one.invited_by == str(account.pk),
            "invited_at": _moment(one.invited_at),
            "accepted_at": _moment(one.accepted_at),
        }
        for one in found.select_related("organisation").order_by("pk")
    ]


def safety_data(account: Account) -> Rows:
    """Second factors (never their secrets), linked providers, browsers signed in with, wishes to be erased."""
    rows: list[dict[str, Json]] = [
        {"kind": one.type, "added_at": _moment(one.created_at), "last_used_at": _moment(one.last_used_at)}
        for one in Authenticator.objects.filter(user_id=account.pk).order_by("pk")
    ]
    rows += [
        {"kind": "provider", "provider": one.provider, "told_us": plain_json(one.extra_data)}
        for one in SocialAccount.objects.filter(user_id=account.pk).order_by("pk")
    ]
    rows += [
        {"kind": "browser", "ip": one.ip, "browser": one.user_agent, "since": _moment(one.created_at)}
        for one in UserSession.objects.filter(user_id=account.pk).order_by("pk")
    ]
    rows += [
        {"kind": "erasure", "asked_at": _moment(one.asked_at), "cancelled_at": _moment(one.cancelled_at)}
        for one in ErasureRequest.objects.filter(account=account).order_by("pk")
    ]
    return rows


def tokens_data(account: Account) -> Rows:
    """Tokens of other software: what for and how far they go, never what they are."""
    return [
        {
            "name": one.name,
            "scopes": plain_json(one.scopes),
            "created_at": _moment(one.created_at),
            "expires_at": _moment(one.expires_at),
            "revoked_at": _moment(one.revoked_at),
        }
        for one in ApiToken.objects.filter(account=account).order_by("pk")
    ]


def identity_data(account: Account) -> Rows:
    """Who one is, whole; what one is to organisations; and who looked at the number, when and why."""
    person = person_of(account)
    if person is None:
        return []
    opened = opened_person(person)
    rows: list[dict[str, Json]] = [
        {
            "kind": "identity",
            "document": opened.kind.value,
            "name": opened.name,
            "number": opened.number,
            "telephone": opened.telephone,
        }
    ]
    rows += [
        {
            "kind": one.kind,
            "organisation": one.organisation.name,
            "share": str(one.share) if one.share is not None else None,
            "from": one.valid_from.isoformat(),
            "until": one.valid_until.isoformat() if one.valid_until else None,
            "provenance": one.provenance,
        }
        for one in person.relations.filter(corrected_at=None).select_related("organisation").order_by("pk")
    ]
    rows += [
        {
            "kind": "look",
            "at": _moment(one.looked_at),
            "by_me": one.looked_by == str(account.pk),
            "reason": one.reason,
        }
        for one in person.looks.order_by("pk")
    ]
    return rows


def delegations_data(account: Account) -> Rows:
    """Delegations given and held."""
    found = Delegation.objects.filter(Q(giver=account) | Q(receiver=account)).select_related("organisation")
    return [
        {
            "given_by_me": one.giver_id == account.pk,
            "organisation": one.organisation.name if one.organisation else None,
            "scopes": plain_json(one.scopes),
            "from": one.valid_from.isoformat(),
            "until": one.valid_until.isoformat(),
            "ended_at": _moment(one.ended_at),
        }
        for one in found.order_by("pk")
    ]


def log_data(account: Account) -> Rows:
    """What the log holds: what one did oneself, and what others did to the account; personal values opened."""
    key = f"account:{account.pk}"  # services.person_key
    about = Q(actor_user_id=str(account.pk)) | Q(
        target_type=Account._meta.label_lower, target_id=str(account.pk)
    )
    return [
        {
            "at": _moment(entry.written_at),
            "verb": entry.verb,
            "by_me": entry.actor_user_id == str(account.pk),
            "about": f"{entry.target_type} {entry.target_id}",
            "personal": read_personal(entry, key),
        }
        for entry in AuditEntry.objects.filter(about).order_by("written_at", "pk")
    ]
