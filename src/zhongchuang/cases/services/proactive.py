"""免申即享 at the desk: who would get a call's support is computed, and on a word the offers are made; a worker does both.

A run keeps the version of the packs it was judged by, and of everybody the facts with their hash. Both steps may be begun again
by another worker: what was judged is judged anew as a whole, and nobody gets a second offer (the database sees to it).
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import CaseAction, may_case, of_department, reach_of
from zhongchuang.cases.events import ProactiveAsked
from zhongchuang.cases.models import ProactiveFinding, ProactiveRun, ProactiveState, Round
from zhongchuang.cases.programmes.offer_errors import NotProactive
from zhongchuang.cases.programmes.proactive import Outcome
from zhongchuang.cases.selectors.proactive import (
    Candidate,
    candidate_again,
    candidates_of,
    findings_of,
    judged,
    to_send,
)
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.selectors.rounds import is_open
from zhongchuang.cases.services.offers import Unsent, case_offer
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.ids import new_id
from zhongchuang.core.locks import lock_row
from zhongchuang.core.outbox import emit
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors import current_rulebook, rulebook_at

logger = logging.getLogger("zhongchuang.cases.proactive")
A_STEP = 200


def proactive_judge(*, actor: Actor, round_id: int, key: str | None = None) -> ProactiveRun:
    """Ask who would get it; one run of a call is at work at a time.

    Raises NotAllowed, NotFound, NotProactive where the programme is applied for or the call is over, NoPacks.
    """

    def run() -> ProactiveRun:
        call = _call(actor, round_id)
        book = current_rulebook()
        try:
            with transaction.atomic():
                made: ProactiveRun = ProactiveRun.objects.create(
                    key=new_id().hex,
                    round=call,
                    pack_version=book.version,
                    on=clock.today(),
                    asked_by=signed(actor),
                    asked_at=clock.now(),
                )
        except IntegrityError:
            raise NotProactive(
                "这一批正在核算或发送。", "This call is being judged or sent at this moment."
            ) from None
        audit_write(
            actor=actor,
            verb="cases.proactive_judge",
            target=made,
            after={"round": call.pk, "pack_version": book.version},
        )
        emit(ProactiveAsked(run=made.key))
        return made

    return once(actor, key, "cases.proactive_judge", {"round": round_id}, run, ProactiveRun)


def _call(actor: Actor, round_id: int) -> Round:
    if not may_case(actor, CaseAction.ARRANGE):
        raise NotAllowed()
    rows = Round.objects.select_related("programme")
    call: Round | None = rows.filter(pk=round_id).first()
    if call is None or not of_department(call.department_id, reach_of(actor)):
        raise NotFound()
    if version_content(call.version_id).proactive is None:
        raise NotProactive(
            "这个项目要申请才办，不是免申即享。", "This programme is applied for like any other."
        )
    if not is_open(call):
        raise NotProactive("这一批现在不开放，不能核算。", "This call is not open today.")
    return call


def proactive_send(
    *, actor: Actor, run_key: str, expected_version: int, key: str | None = None
) -> ProactiveRun:
    """Have an offer made to everybody who has it; a worker does it, each in a transaction of its own.

    Raises NotAllowed, NotFound, StaleVersion, NotProactive where the run is not judged, not of today's packs, not the latest.
    """

    def run() -> ProactiveRun:
        found = ProactiveRun.objects.filter(key=run_key).first()
        if found is None:
            raise NotFound()
        _call(actor, found.round_id)
        row: ProactiveRun = lock_row(ProactiveRun.objects.all(), found.pk, expected_version=expected_version)
        if row.state not in (ProactiveState.JUDGED, ProactiveState.SENT):
            raise NotProactive("还没有核算完，不能发送。", "It is not judged yet.")
        if ProactiveRun.objects.filter(round=row.round_id, pk__gt=row.pk).exists():
            raise NotProactive("后来又核算过，请用最新的一次。", "It was judged again since; use the latest.")
        if row.pack_version != current_rulebook().version:
            raise NotProactive(
                "规则已经更新，请重新核算后再发送。", "The rules have changed since; judge again first."
            )
        row.state, row.done_part, row.sent_by = ProactiveState.SENDING, 0, signed(actor)
        row.row_version += 1
        row.save(update_fields=["state", "done_part", "sent_by", "row_version"])
        audit_write(actor=actor, verb="cases.proactive_send", target=row, after={"met": row.met})
        emit(ProactiveAsked(run=row.key, send=True))
        return row

    request = {"run": run_key, "row_version": expected_version}
    return once(actor, key, "cases.proactive_send", request, run, ProactiveRun)


def run_judge(*, actor: Actor, key: str) -> ProactiveState | None:
    """Judge everybody of a run and keep it in one go; returns how it ended, None where there is nothing to do (any more)."""
    _only_the_platform(actor)
    waiting = (ProactiveState.WAITING, ProactiveState.JUDGING)
    rows = ProactiveRun.objects.filter(key=key, state__in=waiting)
    row = rows.select_related("round__programme").first()
    if row is None:
        return None
    rows.update(state=ProactiveState.JUDGING, done_part=0)
    try:
        found = _findings(row, rulebook_at(row.pack_version), _teller(row))
        _keep(actor, row, found)
    except Exception:
        logger.exception("proactive run %s broke off", key)
        _end(actor, row, ProactiveState.FAILED)  # the page says so, and the call can be judged again
        raise
    return ProactiveState.JUDGED


def _keep(actor: Actor, run: ProactiveRun, found: list[ProactiveFinding]) -> None:
    counts = {outcome: sum(one.outcome == outcome for one in found) for outcome in Outcome}
    with transaction.atomic():
        ProactiveFinding.objects.filter(run=run).delete()
        ProactiveFinding.objects.bulk_create(found, batch_size=A_STEP)
        _end(
            actor,
            run,
            ProactiveState.JUDGED,
            met=counts[Outcome.MET],
            lacking=counts[Outcome.LACKING],
            not_met=counts[Outcome.NOT_MET],
        )


def _findings(run: ProactiveRun, book: RuleBook, tell: Callable[[int, int], None]) -> list[ProactiveFinding]:
    candidates = candidates_of(run.round)
    found = []
    for number, one in enumerate(candidates, 1):
        found.append(_finding(run, one, book))
        tell(number, len(candidates))
    return found


def _finding(run: ProactiveRun, candidate: Candidate, book: RuleBook) -> ProactiveFinding:
    party, said = candidate.party, judged(run.round, candidate, book).found
    return ProactiveFinding(
        run=run,
        organisation=party.organisation,
        space=party.space.public_id if party.space else "",
        name=party.name,
        place=candidate.place,
        outcome=said.outcome.value,
        reasons=[[ground.holds, ground.zh, ground.en] for ground in said.grounds],
        facts=dict(said.facts),
        facts_sha256=said.digest,
    )


def run_send(*, actor: Actor, key: str) -> ProactiveState | None:
    """Make the offers of a run that was told to be sent; returns how it ended, None where there is nothing to do (any more).

    Somebody whose facts changed since is judged again on the spot, and gets no offer where they no longer have it.
    """
    _only_the_platform(actor)
    row = (
        ProactiveRun.objects.filter(key=key, state=ProactiveState.SENDING)
        .select_related("round__programme", "round__version")
        .first()
    )
    if row is None:
        return None
    try:
        book, tell = rulebook_at(row.pack_version), _teller(row)
        waiting = list(to_send(row))
        for number, finding in enumerate(waiting, 1):
            _offer(actor, row, finding, book)
            tell(number, len(waiting))
    except Exception:
        logger.exception("sending of proactive run %s broke off", key)
        _end(
            actor, row, ProactiveState.JUDGED
        )  # what was offered stays; the page says so, and that it is to be sent again
        raise
    _end(actor, row, ProactiveState.SENT)
    return ProactiveState.SENT


def _offer(actor: Actor, run: ProactiveRun, finding: ProactiveFinding, book: RuleBook) -> None:
    candidate = candidate_again(finding)
    again = None if candidate is None else judged(run.round, candidate, book)
    if candidate is None or again is None or again.found.outcome is not Outcome.MET:
        finding.unsent = Unsent.CHANGED.value
        finding.save(update_fields=["unsent"])
        return
    finding.facts, finding.facts_sha256 = dict(again.found.facts), again.found.digest
    case_offer(actor=actor, run=run, finding=finding, candidate=candidate, filled=again.filled)


def _teller(run: ProactiveRun) -> Callable[[int, int], None]:
    rows = ProactiveRun.objects.filter(pk=run.pk)
    last = [0]

    def tell(done: int, in_all: int) -> None:
        part = min(99, 100 * done // max(1, in_all))  # 100 is for the end
        if part != last[0]:
            last[0] = part
            rows.update(done_part=part)

    return tell


def _end(actor: Actor, run: ProactiveRun, state: ProactiveState, **counts: int) -> None:
    with transaction.atomic():
        row = lock_row(ProactiveRun.objects.all(), run.pk)
        row.state, row.done_part, row.finished_at = state, 100, clock.now()
        for name, value in counts.items():
            setattr(row, name, value)
        row.row_version += 1
        row.save()
        sent = findings_of(row).exclude(case=None).count() if state is ProactiveState.SENT else None
        audit_write(
            actor=actor,
            verb="cases.proactive_run",
            target=row,
            after={"state": state.value, **counts, **({} if sent is None else {"sent": sent})},
        )


def _only_the_platform(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
