"""Organisations registered by those who run them, looked into by officers: verified, or sent back with what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import save_versioned
from zhongchuang.messages.services import letter_of, mail_write_many
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.decisions import industry_checked, uscc_checked
from zhongchuang.parties.errors import (
    EvidenceMissing,
    LacksMissing,
    NotWaiting,
    OwnOrganisations,
    OwnVerification,
    UsccTaken,
)
from zhongchuang.parties.models import (
    Account,
    EvidenceKind,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Standing,
    Verification,
    VerificationOutcome,
)
from zhongchuang.parties.selectors import managers_of, standing_in
from zhongchuang.parties.selectors.recipients import recipients_among
from zhongchuang.parties.services.once import on_organisation, recalled_organisation

MOST_WAITING = 5
"""Own organisations that may wait at once: somebody with more is asked to come to the counter."""
PROVED = ("name", "kind", "place_id", "established_on", "industry")
"""What an officer vouched for: changed, it is looked into again. Address and telephone are the organisation's own word."""


@dataclass(frozen=True, slots=True)
class Description:
    """What an organisation says of itself, besides its code."""

    name: str
    kind: OrganisationKind
    place: str
    established_on: dt.date | None = None
    industry: str = ""
    address: str = ""
    telephone: str = ""
    email: str = ""

    def values(self) -> dict[str, object]:
        """The columns. Raises IndustryInvalid."""
        return {
            "name": self.name.strip(),
            "kind": self.kind.value,
            "place_id": self.place,
            "established_on": self.established_on,
            "industry": industry_checked(self.industry),
            "address": self.address.strip(),
            "telephone": self.telephone.strip(),
            "email": self.email.strip().lower(),
        }


def organisation_register_own(
    *, actor: Actor, account: Account, uscc: str, description: Description, key: str | None = None
) -> Organisation:
    """Register the organisation one runs: it waits to be verified, and one is its manager.

    Raises NotAllowed, UsccInvalid, UsccTaken, IndustryInvalid, OwnOrganisations.
    """
    if not may_organisation(actor, PartyAction.REGISTER_OWN) or actor.user_id != str(account.pk):
        raise NotAllowed()
    code, values = uscc_checked(uscc), description.values()

    def run() -> Organisation:
        Account.objects.select_for_update().get(
            pk=account.pk
        )  # two registrations of one person: one after the other
        waiting = Organisation.objects.filter(
            registered_by=actor.user_id or "",
            state__in=[OrganisationState.UNVERIFIED, OrganisationState.RETURNED],
        )
        if waiting.count() >= MOST_WAITING:
            raise OwnOrganisations(MOST_WAITING)
        organisation = Organisation(
            uscc=code, registered_by=actor.user_id or "", submitted_at=clock.now(), **values
        )
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
        except IntegrityError:
            raise UsccTaken(code) from None
        Membership.objects.create(
            account=account, organisation=organisation, standing=Standing.MANAGER, since=clock.today()
        )
        audit_write(
            actor=actor,
            verb="parties.organisation_register_own",
            target=organisation,
            after={"uscc": code, **_told(values)},
        )
        return organisation

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.organisation_register_own",
        request={"uscc": code, **_told(values)},
        run=run,
        remember=lambda made: made.pk,
        recall=recalled_organisation,
    )


def organisation_describe(
    *,
    actor: Actor,
    organisation: Organisation,
    description: Description,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """Say what the organisation is. What was sent back, or what an officer had vouched for and is changed by a manager, is
    looked into (again).

    Raises NotAllowed, IndustryInvalid, OrganisationOver, StaleVersion.
    """
    if not may_organisation(actor, PartyAction.DESCRIBE, standing_in(actor, organisation)):
        raise NotAllowed()
    values = description.values()

    def run(locked: Organisation) -> None:
        before = {name: getattr(locked, name) for name in values}
        changed = {name for name in values if before[name] != values[name]}
        for name in changed:
            setattr(locked, name, values[name])
        vouches = may_organisation(actor, PartyAction.VERIFY) and standing_in(actor, locked) is None
        again = locked.state == OrganisationState.RETURNED or (
            locked.state == OrganisationState.VERIFIED and bool(changed.intersection(PROVED)) and not vouches
        )
        if again:
            locked.state, locked.submitted_at = OrganisationState.UNVERIFIED, clock.now()
        elif not changed:
            return
        save_versioned(locked, expected_version=expected_version, fields=[*changed, "state", "submitted_at"])
        audit_write(
            actor=actor,
            verb="parties.organisation_describe",
            target=locked,
            before=_told({name: before[name] for name in changed}),
            after={**_told({name: values[name] for name in changed}), "state": str(locked.state)},
        )

    return on_organisation(
        actor, key, "parties.organisation_describe", organisation, expected_version, _told(values), run
    )


def organisation_verify(
    *,
    actor: Actor,
    organisation: Organisation,
    evidence_kind: EvidenceKind,
    evidence: str,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """The organisation is what it says. Its managers are told.

    Raises NotAllowed, OwnVerification, EvidenceMissing, NotWaiting, OrganisationOver, StaleVersion.
    """
    _check_may_verify(actor, organisation)

    def run(locked: Organisation) -> None:
        if not evidence.strip():
            raise EvidenceMissing()
        if locked.state != OrganisationState.UNVERIFIED:
            raise NotWaiting()
        _decided(
            actor,
            locked,
            Verification(
                outcome=VerificationOutcome.VERIFIED, evidence_kind=evidence_kind, evidence=evidence.strip()
            ),
            OrganisationState.VERIFIED,
        )

    request = {"evidence_kind": evidence_kind.value, "evidence": evidence}
    return on_organisation(
        actor, key, "parties.organisation_verify", organisation, expected_version, request, run
    )


def organisation_return(
    *, actor: Actor, organisation: Organisation, lacks: str, expected_version: int, key: str | None = None
) -> Organisation:
    """Something is missing or wrong, also where it had been verified. Its managers are told what.

    Raises NotAllowed, OwnVerification, LacksMissing, NotWaiting, OrganisationOver, StaleVersion.
    """
    _check_may_verify(actor, organisation)

    def run(locked: Organisation) -> None:
        if not lacks.strip():
            raise LacksMissing()
        if locked.state == OrganisationState.RETURNED:
            raise NotWaiting()
        outcome = Verification(outcome=VerificationOutcome.RETURNED, lacks=lacks.strip())
        _decided(actor, locked, outcome, OrganisationState.RETURNED)

    return on_organisation(
        actor, key, "parties.organisation_return", organisation, expected_version, {"lacks": lacks}, run
    )


def organisation_close(
    *,
    actor: Actor,
    organisation: Organisation,
    closed_on: dt.date,
    expected_version: int,
    key: str | None = None,
) -> Organisation:
    """The organisation was struck off its register on a day. Raises NotAllowed, OrganisationOver, StaleVersion."""
    if not may_organisation(actor, PartyAction.VERIFY):
        raise NotAllowed()

    def run(locked: Organisation) -> None:
        before = locked.state
        locked.state, locked.closed_on = OrganisationState.CLOSED, closed_on
        save_versioned(locked, expected_version=expected_version, fields=["state", "closed_on"])
        audit_write(
            actor=actor,
            verb="parties.organisation_close",
            target=locked,
            before={"state": str(before)},
            after={"state": str(locked.state), "closed_on": closed_on.isoformat()},
        )

    request = {"closed_on": closed_on.isoformat()}
    return on_organisation(
        actor, key, "parties.organisation_close", organisation, expected_version, request, run
    )


def _check_may_verify(actor: Actor, organisation: Organisation) -> None:
    if not may_organisation(actor, PartyAction.VERIFY):
        raise NotAllowed()
    if standing_in(actor, organisation) is not None:
        raise OwnVerification()


def _decided(actor: Actor, organisation: Organisation, found: Verification, state: OrganisationState) -> None:
    before, organisation.state = organisation.state, state
    save_versioned(organisation, expected_version=organisation.row_version, fields=["state"])
    found.organisation, found.decided_by, found.decided_at = organisation, actor.user_id or "", clock.now()
    found.save(force_insert=True)
    audit_write(
        actor=actor,
        verb=f"parties.organisation_{'verify' if state == OrganisationState.VERIFIED else 'return'}",
        target=organisation,
        before={"state": str(before)},
        after={
            "state": str(state),
            "evidence_kind": str(found.evidence_kind),
            "evidence": found.evidence,
            "lacks": found.lacks,
        },
    )
    _tell_managers(actor, organisation, found)


def _tell_managers(actor: Actor, organisation: Organisation, found: Verification) -> None:
    recipients = recipients_among(managers_of(organisation))
    mail_write_many(
        actor=actor,
        letters=[
            letter_of(
                key=f"parties.verification:{found.pk}:{one.account_id}",
                account_id=one.account_id,
                address=one.address,
                language=one.language,
                template="parties/mails/verification",
                context={
                    "name": one.name,
                    "organisation": organisation.name,
                    "verified": found.outcome == VerificationOutcome.VERIFIED,
                    "lacks": found.lacks,
                },
            )
            for one in recipients.values()
        ],
    )


def _told(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()
    }
