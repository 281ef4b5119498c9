"""One's own data: a copy of it, and the end of it.

What each room holds stands in one table (settings.ZHONGCHUANG_PERSONAL_DATA): this room knows no room above it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind, SystemActor
from zhongchuang.core.audit import audit_write, person_erase
from zhongchuang.core.errors import NotAllowed, NotFound, Refused, Wording
from zhongchuang.core.idempotency import IdempotencyKey, idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import exclusive, lock_row, save_versioned
from zhongchuang.messages.services import Letter, letter_of, mail_write_many
from zhongchuang.parties.access import PartyAction, Role, may_account
from zhongchuang.parties.errors import ErasureOver, ErasureStands, LastAdministrator, LastManager
from zhongchuang.parties.models import (
    Account,
    ApiToken,
    ErasureRequest,
    Invitation,
    MailLanguage,
    Membership,
    RoleGrant,
    SecondFactorFailures,
    Standing,
)
from zhongchuang.parties.selectors.organisations import current_of, memberships_in
from zhongchuang.parties.services.members import invitee_key
from zhongchuang.parties.services.once import person_key
from zhongchuang.parties.services.security import SecurityAct, security_note

logger = logging.getLogger("zhongchuang.parties")
NOBODY = "已注销的账户"
ADMINISTRATORS = "parties.administrators"
"""The lock under which the number of administrators falls."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One kind of data the platform holds of a person.

    `read` copies it; `forget` ends it and says how much there was; where it is None, `kept` says why it stays.
    """

    name: str
    title: Wording
    read: Callable[[Account], Sequence[dict[str, Json]]]
    forget: Callable[[Actor, Account], int] | None = None
    kept: Wording | None = None


def personal_data() -> tuple[PersonalData, ...]:
    """Everything the platform holds of a person, by kind."""
    found: tuple[PersonalData, ...] = import_string(settings.ZHONGCHUANG_PERSONAL_DATA)
    return found


@transaction.atomic
def data_export(*, actor: Actor, account: Account) -> bytes:
    """A copy of what the platform holds of somebody, as a zip: JSON for machines, a page in each language for people.

    Raises NotAllowed for anybody but them.
    """
    if not may_account(actor, PartyAction.EXPORT, account) or actor.user_id != str(account.pk):
        raise NotAllowed()
    kinds = personal_data()
    held = {kind.name: kind.read(account) for kind in kinds}
    security_note(actor=actor, account=account, act=SecurityAct.DATA_EXPORTED)
    made_at = clock.now()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        document = {"made_at": made_at.isoformat(), "account": account.pk, "data": held}
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=2))
        for language in MailLanguage:
            archive.writestr(f"data.{language.value}.html", _page(kinds, held, language, made_at))
    return packed.getvalue()


def _page(
    kinds: Sequence[PersonalData],
    held: Mapping[str, Sequence[dict[str, Json]]],
    language: MailLanguage,
    made_at: dt.datetime,
) -> str:
    with translation.override(language.value):
        parts = [
            (kind.title.in_language(language.value), [_lines(row) for row in held[kind.name]])
            for kind in kinds
        ]
        return render_to_string(
            "parties/data_copy.html", {"parts": parts, "made_at": made_at, "language": language.value}
        )


def _lines(row: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Each value as words; what is nested as JSON."""
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in row.items()
        if value not in (None, "", [], {})
    ]


def erasure_request(
    *, actor: Actor, account: Account, expected_version: int, key: str | None = None
) -> ErasureRequest:
    """Ask to be forgotten; it happens when the days to think better of it are over.

    Raises NotAllowed, ErasureStands, LastAdministrator, LastManager, StaleVersion.
    """
    if not may_account(actor, PartyAction.ERASE, account):
        raise NotAllowed()

    def run() -> ErasureRequest:
        with exclusive(ADMINISTRATORS):
            locked = lock_row(Account.objects.all(), account.pk, expected_version=expected_version)
            _check_not_last(locked)
            _check_no_orphans(locked)
            request = ErasureRequest(
                account=locked,
                asked_at=clock.now(),
                due_at=clock.now() + dt.timedelta(days=settings.ERASURE_WAITS_DAYS),
            )
            try:
                with transaction.atomic():
                    request.save(force_insert=True)
            except IntegrityError:
                raise ErasureStands() from None
            save_versioned(locked, expected_version=expected_version, fields=[])
            audit_write(
                actor=actor,
                verb="parties.erasure_request",
                target=locked,
                after={"due_at": request.due_at.isoformat()},
            )
            mail_write_many(actor=actor, letters=[_told("erasure_asked", locked, request)])
        return request

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.erasure_request",
        request={"account": account.pk, "row_version": expected_version},
        run=run,
        remember=lambda made: made.pk,
        recall=_request,
    )


def _request(pk: Json) -> ErasureRequest:
    found: ErasureRequest = ErasureRequest.objects.get(pk=str(pk))
    return found


def _told(template: str, account: Account, request: ErasureRequest) -> Letter:
    return letter_of(
        key=f"parties.{template}:{request.pk}",
        account_id=str(account.pk),
        address=account.email,
        language=account.language,
        template=f"parties/mails/{template}",
        context={"name": account.name, "due_at": request.due_at},
    )


def _check_not_last(account: Account) -> None:
    """Raises LastAdministrator. Callers hold the lock of administrators."""
    held = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, revoked_at=None, account__is_active=True)
    waiting = ErasureRequest.objects.filter(cancelled_at=None, done_at=None).values("account")
    others = held.exclude(account=account).exclude(account__in=waiting)
    if held.filter(account=account).exists() and not others.exists():
        raise LastAdministrator()


def _check_no_orphans(account: Account) -> None:
    """Raises LastManager where others would be left without anybody who lets people in."""
    managed = Membership.objects.filter(account=account, until=None, standing=Standing.MANAGER)
    for organisation in {current_of(one.organisation) for one in managed.select_related("organisation")}:
        others = memberships_in(organisation).exclude(account=account)
        if others.exists() and not others.filter(standing=Standing.MANAGER).exists():
            raise LastManager()


def erasure_cancel(
    *, actor: Actor, request: ErasureRequest, expected_version: int, key: str | None = None
) -> ErasureRequest:
    """Think better of it, while the account still stands. Raises NotAllowed, ErasureOver, StaleVersion."""
    if not may_account(actor, PartyAction.ERASE, request.account):
        raise NotAllowed()

    def run() -> ErasureRequest:
        locked: ErasureRequest = lock_row(
            ErasureRequest.objects.all(), request.pk, expected_version=expected_version
        )
        if locked.cancelled_at or locked.done_at:
            raise ErasureOver()
        locked.cancelled_at = clock.now()
        save_versioned(locked, expected_version=expected_version, fields=["cancelled_at"])
        audit_write(actor=actor, verb="parties.erasure_cancel", target=locked.account)
        mail_write_many(actor=actor, letters=[_told("erasure_cancelled", locked.account, locked)])
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.erasure_cancel",
        request={"request": request.pk, "row_version": expected_version},
        run=run,
        remember=lambda done: done.pk,
        recall=_request,
    )


def erasures_run(*, actor: Actor) -> int:
    """Erase everybody whose day has come, each in a transaction of their own; returns how many. Raises NotAllowed for people.

    Whoever has become the last administrator meanwhile is left, and it is tried again the next time.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    due = ErasureRequest.objects.filter(cancelled_at=None, done_at=None, due_at__lte=clock.now())
    done = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        try:
            done += _erase(actor, pk)
        except Refused as refusal:
            logger.warning("erasure %s waits: %s", pk, refusal.code)
    return done


def _erase(actor: Actor, pk: int) -> bool:
    with exclusive(ADMINISTRATORS):
        request = ErasureRequest.objects.select_for_update().get(pk=pk)
        if request.cancelled_at or request.done_at:
            return False
        account = Account.objects.select_for_update().get(pk=request.account_id)
        _check_not_last(account)
        letter = _told("erasure_done", account, request)
        for kind in personal_data():
            if kind.forget is not None:
                kind.forget(actor, account)
        request.done_at = clock.now()
        save_versioned(request, expected_version=request.row_version, fields=["done_at"])
        audit_write(actor=actor, verb="parties.account_erase", target=account, after={"request": request.pk})
        # told directly: a mail that is kept would keep the address
        transaction.on_commit(
            lambda: EmailMessage(letter.subject, letter.body, to=[letter.address]).send(), robust=True
        )
    return True


def account_forget(actor: Actor, account: Account) -> int:
    """What the room itself holds: the account becomes a number, and everything that opens it is gone."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    addresses = {account.email, *_addresses(account)}
    now = clock.now()
    _forget_doors(account, addresses)
    account.grants.filter(revoked_at=None).update(revoked_at=now)
    Membership.objects.filter(account=account, until=None).update(until=clock.today())
    ApiToken.objects.filter(account=account, revoked_at=None).update(revoked_at=now)
    ApiToken.objects.filter(account=account).update(name="", prefix="")
    _forget_invitations(actor, addresses)
    IdempotencyKey.objects.filter(actor_ref=f"{ActorKind.PERSON}:{account.pk}").delete()
    account.email, account.name = f"erased-{account.pk}@erased.invalid", NOBODY
    account.language, account.last_login, account.is_active = MailLanguage.CHINESE, None, False
    account.set_unusable_password()
    account.row_version += 1
    account.save()
    with suppress(NotFound):
        person_erase(actor=actor, person_id=person_key(account.pk), reason="账户注销")
    return 1


def _addresses(account: Account) -> list[str]:
    return list(EmailAddress.objects.filter(user_id=account.pk).values_list("email", flat=True))


def _forget_doors(account: Account, addresses: set[str]) -> None:
    """Addresses, second factors, providers, browsers, and what was counted of wrong tries."""
    sessions = UserSession.objects.filter(user_id=account.pk)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
    for table in (EmailAddress, Authenticator, SocialAccount):
        table.objects.filter(user_id=account.pk).delete()
    SecondFactorFailures.objects.filter(account=account).delete()
    for tries in (AccessAttempt, AccessFailureLog, AccessLog):
        tries.objects.filter(username__in=addresses).delete()


def _forget_invitations(actor: Actor, addresses: set[str]) -> None:
    """Invitations stay as acts of the organisation; to whom they went does not."""
    for invitation in Invitation.objects.filter(email__in=addresses):
        with suppress(NotFound, Refused):
            person_erase(actor=actor, person_id=invitee_key(invitation), reason="账户注销")
        invitation.email = f"erased-{invitation.pk}@erased.invalid"
        if invitation.accepted_at is None and invitation.withdrawn_at is None:
            invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["email", "withdrawn_at"])


BY = SystemActor("parties.erase_due")
