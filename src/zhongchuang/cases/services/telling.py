"""Telling people what became of a case: a note on the site, a mail, and where it presses a short message; each once.

Whoever is concerned by a move is told by its key (the move and the account), so that a listener that runs twice tells once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.moves import MoveName
from zhongchuang.cases.selectors.posts import recommenders_of, staff_of, substitutes_of
from zhongchuang.cases.services.telling_words import Said, words_for
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.messages.services import (
    Letter,
    NoteText,
    ShortText,
    letter_of,
    mail_write_many,
    note_write_many,
    sms_write_many,
)
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors.organisations import managers_of
from zhongchuang.parties.selectors.recipients import (
    Recipient,
    delegates_receiving,
    recipients_among,
    telephones_among,
)
from zhongchuang.parties.selectors.standings import stands_for

if TYPE_CHECKING:
    from zhongchuang.cases.models import Case, CaseMove

CHINESE, ENGLISH = "zh-hans", "en"


class Side(StrEnum):
    """On which side of a case somebody stands; the same move is told differently to each, and leads elsewhere."""

    APPLICANT = "applicant"
    EMPLOYER = "employer"
    RECOMMENDER = "recommender"
    DEPARTMENT = "department"


PRESSING = frozenset(
    {
        MoveName.OFFER,
        MoveName.RETURN,
        MoveName.LAPSE,
        MoveName.NOT_ACCEPT,
        MoveName.NOT_RECOMMEND,
        MoveName.EMPLOYER_REFUSE,
        MoveName.APPROVE,
        MoveName.COSIGN,
        MoveName.REFUSE,
        MoveName.REVOKE,
    }
)
"""Moves of which the applicant gets a short message too: something has to be done, or was decided."""


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody to be told: the account, the side."""

    account_id: str
    side: Side


def move_told(*, actor: Actor, case: Case, move: CaseMove) -> int:
    """Tell everybody a move concerns; returns how many notes were new."""
    return _tell(actor, f"cases.move:{move.pk}", case, move, concerned_by(case, move))


def applicant_told(*, actor: Actor, case: Case, words: str) -> int:
    """An officer's own words to the applicant of a case; returns how many people were told."""
    key = f"cases.words:{case.pk}:{case.row_version}:{clock.now().isoformat()}"
    said = {language: Said(_about(case, language), words) for language in (CHINESE, ENGLISH)}
    return _write(
        actor, key, case, [Told(a, Side.APPLICANT) for a in applicants_of(case)], said, urgent=False
    )


def applicant_reminded(*, actor: Actor, key: str, case: Case, said: Mapping[str, Said]) -> int:
    """That something of theirs runs out; the same key is told once. Returns how many people were told anew."""
    people = [Told(account, Side.APPLICANT) for account in applicants_of(case)]
    return _write(actor, key, case, people, said, urgent=True)


def officer_told(
    *, actor: Actor, key: str, case: Case, accounts: Collection[int], said: Mapping[str, Said]
) -> int:
    """Something that people of the department are to know of a case; the same key is told once."""
    people = [Told(str(account), Side.DEPARTMENT) for account in accounts]
    return _write(actor, key, case, people, said, urgent=False)


def people_told(
    *,
    actor: Actor,
    key: str,
    case: Case,
    people: Sequence[Told],
    said: Mapping[str, Said],
    urgent: bool = False,
    at: str = "",
) -> int:
    """Something other than a move that people are to know of a case, found at `at`; the same key is told once."""
    return _write(actor, key, case, people, said, urgent=urgent, at=at)


def concerned_by(case: Case, move: CaseMove) -> list[Told]:
    """Who is to know of a move: the applicant always; whoever has to act now; the officer whose case it is."""
    found = [Told(account, Side.APPLICANT) for account in applicants_of(case)]
    match State(move.target):
        case State.EMPLOYER if case.employer is not None:
            found += [Told(account, Side.EMPLOYER) for account in managers_of(case.employer)]
        case State.RECOMMENDING if case.at_place_id is not None:
            found += [Told(str(account), Side.RECOMMENDER) for account in recommenders_of(case.at_place_id)]
        case State.TO_DECIDE:
            found += _department(staff_of(case.round.department_id, Role.REVIEWER))
        case State.TO_COSIGN:
            found += _department(staff_of(case.round.department_id, Role.FINANCE))
        case _:
            pass
    found += _department(officers_for(case, State(move.target)))
    moved_by = move.actor.rpartition(":")[2] if move.actor.startswith("person:") else ""
    first: dict[str, Told] = {}
    for one in found:
        if one.side is Side.APPLICANT or one.account_id != moved_by:
            first.setdefault(one.account_id, one)
    return list(first.values())


def applicants_of(case: Case) -> list[str]:
    """The accounts of whoever applied: who opened the case and still acts for it, who manages its organisation, who receives
    for them.
    """
    found, today = list[str](), clock.today()
    if case.account_id is not None and (
        case.organisation_id is None or stands_for(case.account_id, case.organisation_id, today)
    ):
        found.append(str(case.account_id))
    if case.organisation is not None:
        found += managers_of(case.organisation)
    found += delegates_receiving(found, case.organisation_id, today)
    return list(dict.fromkeys(found))


def officers_for(case: Case, state: State) -> list[int]:
    """The officer of a case and who stands in for them; where nobody has a case that waits, every officer of the department."""
    if case.officer_id is not None:
        return [case.officer_id, *substitutes_of(case.officer_id, clock.today())]
    if state is State.SUBMITTED:
        return staff_of(case.round.department_id, Role.OFFICER)
    return []


def _department(accounts: Sequence[int]) -> list[Told]:
    return [Told(str(account), Side.DEPARTMENT) for account in accounts]


def _tell(actor: Actor, key: str, case: Case, move: CaseMove, people: Sequence[Told]) -> int:
    notes = 0
    for side in Side:
        on_side = [one for one in people if one.side is side]
        if not on_side:
            continue
        said = {language: words_for(case, move, side.value, language) for language in (CHINESE, ENGLISH)}
        urgent = side is Side.APPLICANT and MoveName(move.move) in PRESSING
        notes += _write(actor, key, case, on_side, said, urgent=urgent)
    return notes


def _write(
    actor: Actor,
    key: str,
    case: Case,
    people: Sequence[Told],
    said: Mapping[str, Said],
    *,
    urgent: bool,
    at: str = "",
) -> int:
    """Notes, mails and short messages of one thing; how many people were told anew."""
    accounts = [one.account_id for one in people]
    notes = note_write_many(
        actor=actor,
        notes=[
            NoteText(
                f"{key}:{one.account_id}",
                one.account_id,
                said[CHINESE].in_one,
                said[ENGLISH].in_one,
                at or address_of(case, one.side),
            )
            for one in people
        ],
    )
    sides = {one.account_id: one.side for one in people}
    recipients = recipients_among(accounts)
    letters = [
        _letter(key, case, at or address_of(case, sides[account]), said[language_of(one.language)], one)
        for account, one in recipients.items()
    ]
    mail_write_many(actor=actor, letters=letters)
    if urgent and settings.SMS_GATEWAY_URL:
        texts = [
            ShortText(
                f"{key}:{account}",
                account,
                number,
                said[language_of(recipients[account].language if account in recipients else CHINESE)].short,
            )
            for account, number in telephones_among(accounts).items()
        ]
        sms_write_many(actor=actor, texts=texts)
    return len(notes)


def _letter(key: str, case: Case, address: str, said: Said, recipient: Recipient) -> Letter:
    return letter_of(
        key=f"{key}:{recipient.account_id}",
        account_id=recipient.account_id,
        address=recipient.address,
        language=recipient.language,
        template="cases/mail/told",
        context={
            "name": recipient.name,
            "number": case.number,
            "said": said,
            "url": settings.SITE_URL + address,
        },
    )


def language_of(code: str) -> str:
    """Chinese, unless somebody asked for English."""
    return ENGLISH if code.startswith("en") else CHINESE


def address_of(case: Case, side: Side) -> str:
    """Where somebody finds a case, from their side."""
    match side:
        case Side.APPLICANT:
            return reverse("cases:my_case", args=[case.number])
        case Side.EMPLOYER:
            return reverse("cases:employer_case", args=[case.number])
        case Side.RECOMMENDER:
            return reverse("cases:recommend_case", args=[case.number])
        case Side.DEPARTMENT:
            return reverse("cases:office_case", args=[case.number])


def _about(case: Case, language: str) -> str:
    with translation.override(language):
        return translation.gettext("主管部门就办件 %(number)s 告知") % {"number": case.number}
