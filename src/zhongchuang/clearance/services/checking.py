"""The check against everything somebody has, and the clearance it issues; the same check again before it is used.

What was checked is bound to a hash: the case's own facts, who counted under which rule with how much, the rules in their words.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction

from zhongchuang.clearance.access import ClearanceAction, may_clearance
from zhongchuang.clearance.decisions import facts_digest
from zhongchuang.clearance.errors import NoClearance, NotClear
from zhongchuang.clearance.models import Check, Clearance, Override, OverrideState, StoredSupport
from zhongchuang.clearance.rules import (
    Result,
    Rule,
    Standing,
    Support,
    Verdict,
    evaluate,
    facts_checked,
    keys_to_look_up,
)
from zhongchuang.clearance.rules.told import Paths, against, kept_findings, told_applicant, why_not
from zhongchuang.clearance.selectors.checks import CHECKED, behind, counted_at_issue
from zhongchuang.clearance.selectors.rules import rules_for
from zhongchuang.clearance.selectors.supports import supports_sharing
from zhongchuang.clearance.services.gate import clearance_is_void
from zhongchuang.clearance.services.lanes import held_alone
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.json_values import plain_json

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12
INCOMPLETE = "incomplete"
Read = Callable[[], Support]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is cleared. `holder` is the reference of its support, under which it claims and is cleared.

    `read` gives the support as it stands: whoever calls holds its row. `facts` are its own, beside the rules. `held` is what it
    has been promised already (分), None where nothing was decided: a decided one is never cleared for more.
    `paths` tells how somebody related is related.
    """

    holder: str
    read: Read
    facts: Mapping[str, object]
    title: str
    department_id: int | None = None
    held: int | None = None
    paths: Paths = lambda _other: ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to; `clearance` None where none could be issued. `allowed` in 分."""

    result: Result
    allowed: int
    facts: Mapping[str, object]
    clearance: Clearance | None

    @property
    def refusal(self) -> NotClear:
        """Why there is no clearance, in sentences."""
        return NotClear(why_not(self.result), incomplete=not self.result.complete)


def examined(support: Support, *, held: int | None = None) -> Result:
    """What the rules say now, without locks: to be shown, never to be decided on. A handful of statements."""
    rules = rules_for(support.place, support.on)
    others = supports_sharing(keys_to_look_up(support, rules), except_ref=support.ref)
    return _best(support, others, rules, held)[0]


@transaction.atomic
def check_make(*, actor: Actor, subject: Subject) -> Checked:
    """Check a support against everything that could meet it and, where the rules leave something, issue its clearance.

    The outcome is kept either way (`Check`): a check that issues nothing is somebody's work, so this raises nothing for it.
    A clearance for the same facts that still stands is the same clearance; another is void from now on. Raises NotAllowed,
    FactsMoved.
    """
    if not may_clearance(actor, ClearanceAction.ISSUE):
        raise NotAllowed()
    support, rules = held_alone(subject.read)
    others = supports_sharing(keys_to_look_up(support, rules), except_ref=support.ref)
    committed = StoredSupport.objects.filter(ref=support.ref, standing=Standing.CLEARED)
    kept = committed.values_list("amount", flat=True).first() if subject.held is None else None
    result, allowed = _best(support, others, rules, subject.held if subject.held is not None else kept)
    if subject.held is not None:
        allowed = min(allowed, subject.held)
    facts = {**subject.facts, CHECKED: facts_checked(result)}
    digest = facts_digest(facts)
    exception = _exception(actor, subject.holder, digest)
    if exception is not None:
        allowed = support.amount if subject.held is None else subject.held
    standing = Clearance.objects.select_for_update().filter(holder=subject.holder, voided_at=None).first()
    issues = result.complete and (exception is not None or _leaves_enough(result, allowed, subject.held))
    clearance = standing
    if standing is not None and (
        not issues or (standing.facts_sha256, standing.overridden) != (digest, exception is not None)
    ):
        clearance_is_void(actor, standing, "事实已变化，重新查重")
        clearance = None
    checked = Checked(result, allowed, facts, clearance)
    if issues and clearance is None:
        clearance = _issued(actor, subject, checked, digest, exception)
        checked = Checked(result, allowed, facts, clearance)
    _reserve(support, clearance)
    _keep(actor, subject, checked, digest)
    return checked


def check_support(
    *, actor: Actor, support: Support, holder: str, facts: Mapping[str, object], title: str = "",
    department_id: int | None = None,
) -> Clearance:  # fmt: skip
    """Check any support and issue its clearance: of a voucher, say, whose rows the caller holds.

    `holder` is the reference of the support. Before budgets and accounts are locked: lanes come first. Raises NotAllowed,
    NotClear where the rules leave nothing, FactsMoved.
    """
    subject = Subject(holder, lambda: support, facts, title or holder, department_id)
    checked = check_make(actor=actor, subject=subject)
    if checked.clearance is None:
        raise checked.refusal
    return checked.clearance


def clearance_confirmed(subject: Subject, *, code: str | None = None, in_lane: bool = True) -> Clearance:
    """The clearance that stands for a support as everything is now, held until the transaction ends.

    The rules are asked anew, with the lanes held where something is decided on it (`in_lane`); what somebody took afterwards with
    this one counted changes nothing. A payment only asks whether it still holds: it commits nobody to anything, so it takes no
    lane and several may be paid in one transaction.

    Raises NoClearance where there is none, where it was issued for other facts, or where
    `code` names another one; FactsMoved.
    """
    if in_lane:
        support, rules = held_alone(subject.read)
    else:
        support = subject.read()
        rules = rules_for(support.place, support.on)
    row = Clearance.objects.select_for_update().filter(holder=subject.holder, voided_at=None).first()
    if row is None:
        raise NoClearance(stale=code is not None)
    others = supports_sharing(keys_to_look_up(support, rules), except_ref=support.ref)
    least = support.amount if row.allowed is None else row.allowed
    if subject.held is not None:
        least = min(least, subject.held)
    counted = counted_at_issue(row.facts)
    later = {
        name: refs - counted.get(name, frozenset())
        for name, refs in behind(support.ref, least, others, rules).items()
    }
    facts = {**subject.facts, CHECKED: facts_checked(evaluate(support, others, rules, later))}
    if row.facts_sha256 != facts_digest(facts) or (code is not None and row.code != code):
        raise NoClearance(stale=True)
    return row


def _best(
    support: Support, others: tuple[Support, ...], rules: tuple[Rule, ...], held: int | None
) -> tuple[Result, int]:
    """What the rules leave, in 分. One that holds an amount keeps at least that against whoever took the rest behind it."""
    result = evaluate(support, others, rules, behind(support.ref, support.amount, others, rules))
    if held is None or result.allowed >= held:
        return result, result.allowed
    again = evaluate(support, others, rules, behind(support.ref, held, others, rules))
    if min(again.allowed, held) > result.allowed:
        return again, min(again.allowed, held)
    return result, result.allowed


def _leaves_enough(result: Result, allowed: int, held: int | None) -> bool:
    """Whether there is something to clear; of what was decided, all of it."""
    if held is not None:
        return result.verdict is Verdict.CLEAR or (result.verdict is Verdict.REDUCED and allowed >= held)
    return result.verdict is not Verdict.BLOCKED


def _issued(
    actor: Actor, subject: Subject, checked: Checked, digest: str, exception: Override | None
) -> Clearance:
    row = Clearance.objects.create(
        code="CZ-" + "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        holder=subject.holder,
        facts=plain_json(checked.facts),
        facts_sha256=digest,
        issued_at=clock.now(),
        issued_by=_signed(actor),
        verdict=checked.result.verdict.value,
        asked=checked.result.case.amount,
        allowed=checked.allowed,
        findings=kept_findings(checked.result, subject.paths),
        told=told_applicant(checked.result),
        overridden=exception is not None,
    )
    audit_write(
        actor=actor,
        verb="clearance.clearance_issue",
        target=row,
        after={
            "holder": subject.holder,
            "facts": digest,
            "verdict": row.verdict,
            "allowed": row.allowed,
            "override": exception.number if exception else None,
        },
    )
    return row


def _exception(actor: Actor, holder: str, digest: str) -> Override | None:
    """The confirmed exception for these very facts; one for other facts is void."""
    open_one = (OverrideState.ASKED, OverrideState.CONFIRMED)
    row = Override.objects.select_for_update().filter(holder=holder, state__in=open_one).first()
    if row is None:
        return None
    if row.facts_sha256 != digest:
        before, row.state, row.voided_at = row.state, OverrideState.VOID, clock.now()
        row.row_version += 1
        row.save(update_fields=["state", "voided_at", "row_version"])
        audit_write(
            actor=actor,
            verb="clearance.override_void",
            target=row,
            before={"state": before},
            after={"state": row.state, "facts": digest},
        )
        return None
    return row if row.state == OverrideState.CONFIRMED else None


def _reserve(support: Support, clearance: Clearance | None) -> None:
    """From now on its amount is kept for what is cleared; what is not waits, with what it asks."""
    rows = StoredSupport.objects.filter(ref=support.ref, standing__in=(Standing.WAITING, Standing.CLEARED))
    if clearance is None:
        rows.update(standing=Standing.WAITING, amount=support.amount, changed_at=clock.now())
        return
    most = support.amount if clearance.allowed is None else min(support.amount, clearance.allowed)
    rows.update(standing=Standing.CLEARED, amount=most, changed_at=clock.now())


def _keep(actor: Actor, subject: Subject, checked: Checked, digest: str) -> None:
    result = checked.result
    row = Check.objects.select_for_update().filter(holder=subject.holder).first()
    if row is not None and row.facts_sha256 == digest:
        return
    row = row or Check(holder=subject.holder)
    row.verdict = result.verdict.value if result.complete else INCOMPLETE
    row.asked, row.allowed = result.case.amount, 0 if not result.complete else checked.allowed
    row.warned = bool(result.warnings)
    row.findings, row.told = kept_findings(result, subject.paths), told_applicant(result)
    row.facts_sha256 = digest
    row.department_id, row.title = subject.department_id, subject.title[:200]
    row.at, row.by = clock.now(), _signed(actor)
    row.looked_at, row.looked_by, row.looked_words = None, "", ""
    row.row_version = (row.row_version or 0) + 1 if row.pk else 1
    row.save()
    audit_write(
        actor=actor,
        verb="clearance.check_make",
        target=row,
        after={
            "holder": subject.holder,
            "facts": digest,
            "verdict": row.verdict,
            "allowed": row.allowed,
            "against": [finding.rule.id for finding in against(result)],
        },
    )


def _signed(actor: Actor) -> str:
    return f"{actor.kind}:{actor.user_id or actor.name}"
