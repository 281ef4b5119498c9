"""What guards an account, as it stands: second factors, closed doors, sessions, providers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from zhongchuang.core import clock
from zhongchuang.parties.access import STAFF, Role
from zhongchuang.parties.decisions import browser_name
from zhongchuang.parties.models import Account, ErasureRequest, SecondFactorFailures

BLOCKED_FOR = dt.timedelta(hours=settings.AXES_COOLOFF_TIME)


def language_at(email: str) -> str | None:
    """The language in which the owner of an address wants to be written to; None where nobody has it."""
    found = EmailAddress.objects.filter(email__iexact=email).values_list("user__language", flat=True).first()
    return found or Account.objects.filter(email=email.lower()).values_list("language", flat=True).first()


def second_factors(account: Account) -> QuerySet[Authenticator]:
    """What an account shows besides a password; recovery codes alone are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=account.pk, type__in=kinds)
    return found


def needs_second_factor(roles: Collection[Role]) -> bool:
    """Whether somebody with these roles must have a second factor."""
    return bool(settings.STAFF_NEEDS_SECOND_FACTOR) and not STAFF.isdisjoint(roles)


def second_factor_blocked_until(account: Account) -> dt.datetime | None:
    """Until when no code of an account is looked at; None where the door is open."""
    until = (
        SecondFactorFailures.objects.filter(account=account).values_list("locked_until", flat=True).first()
    )
    return until if until is not None and until > clock.now() else None


def password_blocked_until(email: str, ip: str | None = None) -> dt.datetime | None:
    """Until when no password for an address is looked at: from one place, or (without `ip`) from any."""
    closed = AccessAttempt.objects.filter(
        username__iexact=email, failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    )
    if ip is not None:
        closed = closed.filter(ip_address=ip)
    last = closed.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    until = last + BLOCKED_FOR if last is not None else None
    return until if until is not None and until > clock.now() else None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser somebody is signed in with."""

    pk: int
    ip: str
    browser: str
    since: dt.datetime
    is_current: bool


def sessions_of(account: Account, current_key: str | None) -> list[SignedIn]:
    """The browsers an account is signed in with, this one first; two statements, however many they are."""
    known = {row.session_key: row for row in UserSession.objects.filter(user_id=account.pk)}
    living = Session.objects.filter(session_key__in=known, expire_date__gt=clock.now())
    hashes = {account.get_session_auth_hash(), *account.get_session_auth_fallback_hash()}
    valid = [row.session_key for row in living if row.get_decoded().get("_auth_user_hash") in hashes]
    found = [
        SignedIn(
            known[key].pk,
            known[key].ip,
            browser_name(known[key].user_agent),
            known[key].created_at,
            key == current_key,
        )
        for key in valid
    ]
    return sorted(found, key=lambda one: (not one.is_current, -one.since.timestamp()))


def standing_erasures(account: Account) -> QuerySet[ErasureRequest]:
    """The wish of an account to be erased that waits for its day: one at most."""
    return ErasureRequest.objects.filter(account=account, cancelled_at=None, done_at=None)
