"""免申即享, one case: it is filled in and offered; its subject confirms, corrects or does not want it; or does not answer.

The verdict is made again before it is confirmed. What was seen on the page is what is confirmed: where the register says
something else meanwhile, nothing is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from zhongchuang.cases.errors import MoveNotPossible
from zhongchuang.cases.flow import MoveName, State
from zhongchuang.cases.flow.words import in_both
from zhongchuang.cases.models import Case, ProactiveFinding, ProactiveRun
from zhongchuang.cases.programmes.offer_errors import OfferChanged, OfferNotMet, OfferOver
from zhongchuang.cases.programmes.prefill import Prefilled, prefill
from zhongchuang.cases.programmes.proactive import Outcome
from zhongchuang.cases.selectors.applying import bar_of
from zhongchuang.cases.selectors.known import earlier_of
from zhongchuang.cases.selectors.proactive import (
    Candidate,
    Judged,
    applied_already,
    candidate_of,
    judged,
    offers_waiting,
)
from zhongchuang.cases.selectors.programmes import programme_of, version_content
from zhongchuang.cases.services.answering import OFFERED
from zhongchuang.cases.services.applying import first_handed_in
from zhongchuang.cases.services.attempts import attempts_kept
from zhongchuang.cases.services.moving import Moving, moving
from zhongchuang.cases.services.numbering import draft_number
from zhongchuang.cases.services.repeating import once
from zhongchuang.cases.services.telling import CHINESE, ENGLISH, applicant_reminded
from zhongchuang.cases.services.telling_words import offer_words
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import NotAllowed, Wording
from zhongchuang.core.working_days import CalendarNotPublished, add_working_days
from zhongchuang.policy.selectors import current_rulebook

if TYPE_CHECKING:
    from zhongchuang.parties.models import Organisation
    from zhongchuang.policy.packs.schema import RuleBook

LAPSED = "没有在期限内确认；没有确认就不办理，也不影响您以后申报。"


class Unsent(StrEnum):
    """Why somebody who had it got no offer."""

    CHANGED = "changed"  # no longer has it
    APPLIED = "applied"  # handed a case in themselves
    BARRED = "barred"


def case_offer(
    *,
    actor: Actor,
    run: ProactiveRun,
    finding: ProactiveFinding,
    candidate: Candidate,
    filled: Prefilled,
) -> Case | None:
    """Fill a case in for somebody and put it before them; once each and call, whoever does it. None: nothing was offered.

    Raises NotAllowed for anybody but the platform.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    try:
        with transaction.atomic():
            if applied_already(run.round, candidate.party):
                _not_offered(finding, Unsent.APPLIED)
                return None
            case = _written(actor, run, candidate, filled)
            if bar_of(case, clock.today()) is not None:
                raise _BarredNow()
            with moving(actor=actor, case_id=case.pk, move=MoveName.OFFER, expected_version=None) as held:
                held.latest = run.round.closes_on
                held.details.update(run=run.key, facts=finding.facts_sha256, sent_by=run.sent_by)
            finding.case, finding.unsent = held.case, ""
            finding.save(update_fields=["case", "unsent", "facts", "facts_sha256"])
            return held.case
    except _BarredNow:
        _not_offered(finding, Unsent.BARRED)
        return None
    except IntegrityError:  # another run, or another worker, was first
        party = candidate.party
        there: Case = Case.objects.get(
            round=run.round,
            origin=OFFERED,
            organisation=party.organisation,
            space=party.space.public_id if party.space else "",
        )
        finding.case = there
        finding.save(update_fields=["case"])
        return None


class _BarredNow(Exception):
    """What was written is taken back: the subject may not apply at present."""


def _not_offered(finding: ProactiveFinding, why: Unsent) -> None:
    finding.unsent = why.value
    finding.save(update_fields=["unsent"])


def _written(actor: Actor, run: ProactiveRun, candidate: Candidate, filled: Prefilled) -> Case:
    party, call = candidate.party, run.round
    organisation: Organisation | None = party.organisation
    content = version_content(call.version_id)
    # what only they can say is taken from their last application, and they see that it is
    asks = frozenset(content.proactive.asks) if content.proactive else frozenset()
    before = prefill(content, {}, earlier_of(party, call.programme.code))
    own = {name: value for name, value in before.answers.items() if name in asks}
    number = draft_number()
    case: Case = Case.objects.create(
        number=number,
        draft_number=number,
        programme=call.programme,
        version=call.version,
        round=call,
        title=content.title.zh,
        organisation=organisation,
        space=party.space.public_id if party.space else "",
        applicant_name=party.name,
        place=candidate.place,
        answers={**own, **filled.answers},
        origins={**{name: before.origins[name] for name in own}, **filled.origins},
        origin=OFFERED,
        created_at=clock.now(),
        changed_at=clock.now(),
        synthetic=bool(organisation and organisation.synthetic),
    )
    audit_write(
        actor=actor,
        verb="cases.case_offer",
        target=case,
        after={"number": number, "round": call.pk, "run": run.key, "prefilled": sorted(case.origins)},
    )
    return case


def offer_now(case: Case, book: RuleBook) -> Judged:
    """What the register and these rules say of an offer today."""
    return judged(case.round, candidate_of(case), book, programme_of(case))


def case_confirm(
    *, actor: Actor, case_id: int, expected_version: int | None, seen: str, key: str | None = None
) -> Case:
    """Take an offer as it is: from here on it is a case like any other that was handed in.

    `seen`: the hash of the facts that the page showed. Raises what `moving` raises, OfferOver, OfferChanged, OfferNotMet,
    and what handing in raises: FormIncomplete where something only they can say is missing.
    """

    def run() -> Case:
        with _answering(actor, case_id, MoveName.CONFIRM, expected_version) as held:
            _refuse_over(held.case, clock.today())
            now = offer_now(held.case, current_rulebook())
            if now.found.digest != seen:
                raise OfferChanged()
            if now.found.outcome is not Outcome.MET:
                raise OfferNotMet([Wording(g.zh, g.en) for g in now.found.grounds if g.holds is not True])
            held.case.answers = {**held.case.answers, **now.filled.answers}
            held.case.origins = {**held.case.origins, **now.filled.origins}
            held.details["facts"] = now.found.digest
            first_handed_in(held)
        return held.case

    request = {"case": case_id, "row_version": expected_version, "seen": seen}
    with attempts_kept(actor, case_id):
        return once(actor, key, "cases.case_confirm", request, run, Case)


def case_correct(*, actor: Actor, case_id: int, expected_version: int | None, key: str | None = None) -> Case:
    """Mend an offer first: it becomes a draft, with everything that was filled in. Raises what `moving` raises, OfferOver."""

    def run() -> Case:
        with _answering(actor, case_id, MoveName.CORRECT, expected_version) as held:
            _refuse_over(held.case, clock.today())
        return held.case

    request = {"case": case_id, "row_version": expected_version}
    return once(actor, key, "cases.case_correct", request, run, Case)


def case_decline(*, actor: Actor, case_id: int, expected_version: int | None, key: str | None = None) -> Case:
    """Not want an offer, or what came of correcting it; nobody has to say why. Raises what `moving` raises."""

    def run() -> Case:
        with _answering(actor, case_id, MoveName.DECLINE, expected_version) as held:
            if held.case.origin != OFFERED:  # a draft of one's own is thrown away
                raise MoveNotPossible(*in_both(State(held.case.state)))
        return held.case

    request = {"case": case_id, "row_version": expected_version}
    return once(actor, key, "cases.case_decline", request, run, Case)


@contextmanager
def _answering(actor: Actor, case_id: int, move: MoveName, expected_version: int | None) -> Iterator[Moving]:
    """An offer held by whoever answers it: from now on it is theirs, as a case is whoever opened it."""
    with moving(actor=actor, case_id=case_id, move=move, expected_version=expected_version) as held:
        yield held
        held.case.account_id = held.reach.account


def _refuse_over(case: Case, today: dt.date) -> None:
    """The last day belongs to the term; the platform ends it the morning after."""
    if case.due_on is not None and case.due_on < today:
        raise OfferOver(case.due_on)


def offers_remind(*, actor: Actor) -> int:
    """Remind whoever has not answered shortly before the last day, once; returns how many were. Raises NotAllowed for people."""
    _only_the_platform(actor)
    today, calendar, told = clock.today(), working_calendar(), 0
    for pk in offers_waiting():
        case = Case.objects.select_related("organisation", "employer", "round").get(pk=pk)
        said = programme_of(case).proactive
        if case.due_on is None or said is None or case.due_on < today:
            continue
        try:
            first = add_working_days(case.due_on, -said.remind_days, calendar=calendar)
        except CalendarNotPublished:
            continue  # days of a year nobody knows yet: tomorrow again
        if today < first:
            continue
        words = {language: offer_words(case, language) for language in (CHINESE, ENGLISH)}
        told += bool(
            applicant_reminded(actor=actor, key=f"cases.offer:{case.pk}:remind", case=case, said=words)
        )
    return told


def offers_lapse(*, actor: Actor) -> int:
    """End what nobody answered in time; returns how many. Raises NotAllowed for people."""
    _only_the_platform(actor)
    ended = 0
    for pk in offers_waiting(clock.today()):
        try:
            with (
                transaction.atomic(),
                moving(actor=actor, case_id=pk, move=MoveName.UNANSWERED, expected_version=None) as held,
            ):
                held.reason = LAPSED
        except MoveNotPossible:
            continue  # answered at this very moment
        ended += 1
    return ended


def _only_the_platform(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
