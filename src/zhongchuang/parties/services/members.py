"""Who belongs to an organisation: invited, accepted, made a manager, gone."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.messages.services import Letter, letter_of
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.errors import (
    InvitationNotYours,
    InvitationOver,
    InvitedAlready,
    LastManager,
    OrganisationOver,
)
from zhongchuang.parties.models import Account, Invitation, Membership, Organisation, Standing
from zhongchuang.parties.selectors import language_at, standing_in
from zhongchuang.parties.selectors.organisations import memberships_in
from zhongchuang.parties.services.once import OVER

OPEN_FOR = dt.timedelta(days=7)


def secret_hash(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def invitee_key(invitation: Invitation) -> str:
    """Under which key the log encrypts the address that was invited: it may be nobody's account yet."""
    return f"invitee:{invitation.pk}"


def invitation_make(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    standing: Standing,
    link: str,
    language: str,
    key: str | None = None,
) -> Invitation:
    """Ask somebody to act for an organisation; the mail goes out when it is written down.

    `link` is the address of the page to accept on, with `SECRET` where the secret goes. The mail is not kept like others,
    because it holds that secret. Raises NotAllowed, InvitedAlready, OrganisationOver.
    """
    if not may_organisation(actor, PartyAction.MANAGE_MEMBERS, standing_in(actor, organisation)):
        raise NotAllowed()
    address = email.strip().lower()

    def run() -> Invitation:
        if organisation.state in OVER:
            raise OrganisationOver()
        _withdraw_spent(organisation, address)
        if Membership.objects.filter(
            organisation=organisation, until=None, account__emailaddress__email__iexact=address
        ).exists():
            raise InvitedAlready()
        secret = secrets.token_urlsafe(32)
        invitation = Invitation(
            organisation=organisation,
            email=address,
            standing=standing,
            secret_sha256=secret_hash(secret),
            invited_by=actor.user_id or "",
            invited_at=clock.now(),
            expires_at=clock.now() + OPEN_FOR,
        )
        try:
            with transaction.atomic():
                invitation.save(force_insert=True)
        except IntegrityError:  # another manager was quicker
            raise InvitedAlready() from None
        audit_write(
            actor=actor,
            verb="parties.invitation_make",
            target=invitation,
            after={"organisation": organisation.pk, "standing": standing.value},
            personal={invitee_key(invitation): {"email": address}},
        )
        letter = _letter(invitation, link.replace("SECRET", secret), language_at(address) or language)
        transaction.on_commit(lambda: _send(letter))
        return invitation

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.invitation_make",
        request={"organisation": organisation.pk, "email": secret_hash(address), "standing": standing.value},
        run=run,
        remember=lambda made: made.pk,
        recall=_invitation,
    )


def _invitation(pk: Json) -> Invitation:
    found: Invitation = Invitation.objects.get(pk=str(pk))
    return found


def _organisation(pk: Json) -> Organisation:
    found: Organisation = Organisation.objects.get(pk=str(pk))
    return found


def _withdraw_spent(organisation: Organisation, address: str) -> None:
    """An invitation whose time has passed makes room for a new one."""
    Invitation.objects.filter(
        organisation=organisation,
        email=address,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__lte=clock.now(),
    ).update(withdrawn_at=clock.now())


def _letter(invitation: Invitation, link: str, language: str) -> Letter:
    return letter_of(
        key=f"parties.invitation:{invitation.pk}",
        account_id=None,
        address=invitation.email,
        language=language,
        template="parties/mails/invitation",
        context={
            "organisation": invitation.organisation.name,
            "link": link,
            "until": invitation.expires_at,
            "manager": invitation.standing == Standing.MANAGER,
        },
    )


def _send(letter: Letter) -> None:
    EmailMessage(letter.subject, letter.body, to=[letter.address]).send()


def invitation_accept(*, actor: Actor, account: Account, secret: str) -> Membership:
    """Act for the organisation from now on; the first who accepts, and nobody after. The same account again changes nothing.

    Raises NotFound, InvitationOver, InvitationNotYours, NotAllowed.
    """
    if actor.user_id != str(account.pk):
        raise NotAllowed()
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().filter(secret_sha256=secret_hash(secret)).first()
        if invitation is None:
            raise NotFound("没有这份邀请。", "There is no such invitation.")
        if invitation.accepted_by == str(account.pk) and (standing := _standing(account, invitation)):
            return standing
        if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= clock.now():
            raise InvitationOver()
        if not EmailAddress.objects.filter(
            user_id=account.pk, email__iexact=invitation.email, verified=True
        ).exists():
            raise InvitationNotYours()
        invitation.accepted_by, invitation.accepted_at = str(account.pk), clock.now()
        save_versioned(
            invitation, expected_version=invitation.row_version, fields=["accepted_by", "accepted_at"]
        )
        membership, _created = Membership.objects.get_or_create(
            account=account,
            organisation=invitation.organisation,
            until=None,
            defaults={"since": clock.today(), "standing": invitation.standing},
        )
        audit_write(
            actor=actor,
            verb="parties.invitation_accept",
            target=invitation,
            after={
                "organisation": invitation.organisation_id,
                "account": account.pk,
                "standing": membership.standing,
            },
        )
        return membership


def _standing(account: Account, invitation: Invitation) -> Membership | None:
    return Membership.objects.filter(
        account=account, organisation_id=invitation.organisation_id, until=None
    ).first()


def invitation_withdraw(
    *, actor: Actor, invitation: Invitation, expected_version: int, key: str | None = None
) -> Invitation:
    """Take an invitation back; its link opens nothing more. Raises NotAllowed, InvitationOver, StaleVersion."""
    if not may_organisation(actor, PartyAction.MANAGE_MEMBERS, standing_in(actor, invitation.organisation)):
        raise NotAllowed()

    def run() -> Invitation:
        locked: Invitation = lock_row(
            Invitation.objects.all(), invitation.pk, expected_version=expected_version
        )
        if locked.accepted_at or locked.withdrawn_at:
            raise InvitationOver()
        locked.withdrawn_at = clock.now()
        save_versioned(locked, expected_version=expected_version, fields=["withdrawn_at"])
        audit_write(actor=actor, verb="parties.invitation_withdraw", target=locked)
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.invitation_withdraw",
        request={"invitation": invitation.pk, "row_version": expected_version},
        run=run,
        remember=lambda done: done.pk,
        recall=_invitation,
    )


def member_set_standing(
    *,
    actor: Actor,
    organisation: Organisation,
    membership_pk: int,
    standing: Standing,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """Make a member a manager or the other way round. Raises NotAllowed, NotFound, LastManager, StaleVersion."""
    if not may_organisation(actor, PartyAction.MANAGE_MEMBERS, standing_in(actor, organisation)):
        raise NotAllowed()

    def run() -> Organisation:
        locked, membership = _locked(organisation, membership_pk, expected_version)
        if membership.standing == standing:
            return locked
        before, membership.standing = membership.standing, standing
        membership.save(update_fields=["standing"])
        _keep_a_manager(locked)
        save_versioned(locked, expected_version=expected_version, fields=[])
        audit_write(
            actor=actor,
            verb="parties.member_set_standing",
            target=membership,
            before={"standing": before},
            after={"standing": standing.value},
        )
        return locked

    request = {"membership": membership_pk, "standing": standing.value, "row_version": expected_version}
    return _once(actor, key, "parties.member_set_standing", organisation, request, run)


def member_remove(
    *,
    actor: Actor,
    organisation: Organisation,
    membership_pk: int,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """End a membership: a manager anybody's, a member their own. Raises NotAllowed, NotFound, LastManager, StaleVersion."""
    own = Membership.objects.filter(pk=membership_pk, account_id=actor.user_id or 0).exists()
    # one's own may always be ended, and be said to have ended when the form comes twice
    if not own and not may_organisation(actor, PartyAction.MANAGE_MEMBERS, standing_in(actor, organisation)):
        raise NotAllowed()

    def run() -> Organisation:
        locked, membership = _locked(organisation, membership_pk, expected_version)
        membership.until = clock.today()
        membership.save(update_fields=["until"])
        _keep_a_manager(locked)
        save_versioned(locked, expected_version=expected_version, fields=[])
        audit_write(
            actor=actor,
            verb="parties.member_leave" if own else "parties.member_remove",
            target=membership,
            before={"account": membership.account_id, "standing": membership.standing},
        )
        return locked

    request = {"membership": membership_pk, "row_version": expected_version}
    return _once(actor, key, "parties.member_remove", organisation, request, run)


def _locked(
    organisation: Organisation, membership_pk: int, expected_version: int
) -> tuple[Organisation, Membership]:
    """The organisation, locked, so that of two who remove each other one comes second; and the standing membership."""
    locked = lock_row(Organisation.objects.all(), organisation.pk, expected_version=expected_version)
    membership = memberships_in(locked).filter(pk=membership_pk).first()
    if membership is None:
        raise NotFound("没有这位成员，或者已经离开。", "There is no such member, or they have left.")
    return locked, membership


def _keep_a_manager(organisation: Organisation) -> None:
    """Whoever is left must be able to let others in. Raises LastManager."""
    left = memberships_in(organisation)
    if left.exists() and not left.filter(standing=Standing.MANAGER).exists():
        raise LastManager()


def _once(
    actor: Actor,
    key: str | None,
    verb: str,
    organisation: Organisation,
    request: Mapping[str, object],
    run: Callable[[], Organisation],
) -> Organisation:
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"organisation": organisation.pk, **request},
        run=run,
        remember=lambda done: done.pk,
        recall=_organisation,
    )
