"""Exceptions: support against a rule, asked for by one officer with the reason, confirmed by another, read by everybody.

And what came of a warning: somebody looked, and says what it is.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from zhongchuang.clearance.access.checking import CheckAction, desk_of, visible_checks, visible_overrides
from zhongchuang.clearance.disclosing.scanning import scan
from zhongchuang.clearance.errors import NoFinding, OverrideClosed, OverrideOpen, SamePerson
from zhongchuang.clearance.errors.disclosing import named_secrets
from zhongchuang.clearance.models import Check, Override, OverrideState
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused, Wording
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row
from zhongchuang.parties.access import Role

LEAST_REASON, LONGEST_REASON, LONGEST_ANSWER, LEAST_WORDS = 10, 2000, 500, 4
_AGAINST = ("blocked", "reduced")


@transaction.atomic
def override_ask(*, actor: Actor, check_id: int, facts: str, recipient: str, reason: str) -> Override:
    """Ask for an exception from what the last check found. `facts`: the digest that the page showed; `recipient`: who is
    supported, as the public will read it.

    Raises NotFound, NotAllowed, InvalidInput for a reason of fewer than ten characters or with the number of a person in it,
    OverrideClosed where the check says
    something else by now, NoFinding where no rule stands against it, OverrideOpen where there is one already.
    """
    check = lock_row(visible_checks(actor, Check.objects.all()), check_id)
    post = _post(actor, CheckAction.ASK, check.department_id)
    if len(reason.strip()) < LEAST_REASON:
        told = Wording(
            f"请写明理由，至少 {LEAST_REASON} 字；会公开",
            f"Say why, in {LEAST_REASON} characters or more; it is published",
        )
        raise InvalidInput("例外没有提出。", "No exception was asked for.", fields={"reason": told})
    if found := scan(reason):
        kinds = named_secrets([one.kind for one in found])
        told = Wording(
            f"理由会公开，里面像是有{kinds.zh}，请去掉",
            f"It is published and seems to hold {kinds.en}; take it out",
        )
        raise InvalidInput("例外没有提出。", "No exception was asked for.", fields={"reason": told})
    if check.facts_sha256 != facts:
        raise OverrideClosed()
    named = [_named(one) for one in check.findings if one["outcome"] in _AGAINST]
    if not named or check.verdict == "incomplete" or check.department_id is None:
        raise NoFinding()
    assert actor.user_id is not None  # who has a post has an account
    row = Override(
        number=new_public_id("LW"),
        holder=check.holder,
        facts_sha256=check.facts_sha256,
        recipient=recipient[:200],
        title=check.title,
        rules=named,
        reason=reason.strip()[:LONGEST_REASON],
        amount=check.asked,
        department_id=check.department_id,
        asked_by_id=int(actor.user_id),
        asked_as=post.value,
        asked_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        there = Override.objects.filter(
            holder=check.holder, state__in=(OverrideState.ASKED, OverrideState.CONFIRMED)
        )
        raise OverrideOpen(there.values_list("number", flat=True).first() or "—") from None
    audit_write(
        actor=actor,
        verb="clearance.override_ask",
        target=row,
        after={"holder": row.holder, "rules": [one["id"] for one in named], "reason": row.reason},
    )
    return row


def override_confirm(*, actor: Actor, number: str, expected_version: int, answer: str = "") -> Override:
    """Confirm an exception: from now on the same facts can be cleared, and everybody reads it.

    Raises NotFound, NotAllowed, StaleVersion, SamePerson, OverrideClosed where it was answered or the check says something else.
    """
    return _answered(actor, number, expected_version, OverrideState.CONFIRMED, answer)


def override_refuse(*, actor: Actor, number: str, expected_version: int, answer: str) -> Override:
    """Do not confirm an exception, and say why; who asked may take it back so too.

    Raises as `override_confirm`, InvalidInput without words.
    """
    if len(answer.strip()) < LEAST_WORDS:
        told = Wording("请写明为什么", "Say why")
        raise InvalidInput("没有答复。", "Nothing was answered.", fields={"answer": told})
    return _answered(actor, number, expected_version, OverrideState.REFUSED, answer)


@transaction.atomic
def _answered(
    actor: Actor, number: str, expected_version: int, state: OverrideState, answer: str
) -> Override:
    rows = visible_overrides(actor, Override.objects.all())
    found = rows.filter(number=number).values_list("pk", flat=True).first()
    row = lock_row(rows, found, expected_version=expected_version)
    post = _post(actor, CheckAction.ANSWER, row.department_id)
    if row.state != OverrideState.ASKED:
        raise OverrideClosed()
    confirms = state is OverrideState.CONFIRMED
    if str(row.asked_by_id) == actor.user_id:
        if confirms:
            raise SamePerson()
        row.answer, row.voided_at, state = answer.strip()[:LONGEST_ANSWER], clock.now(), OverrideState.VOID
    else:
        if confirms and not Check.objects.filter(holder=row.holder, facts_sha256=row.facts_sha256).exists():
            raise OverrideClosed()
        assert actor.user_id is not None  # who has a post has an account
        row.answered_by_id, row.answered_as = int(actor.user_id), post.value
        row.answered_at, row.answer = clock.now(), answer.strip()[:LONGEST_ANSWER]
        row.confirmed_at = clock.now() if confirms else None
    row.state = state
    row.row_version += 1
    row.save()
    audit_write(
        actor=actor,
        verb=f"clearance.override_{'confirm' if confirms else 'refuse'}",
        target=row,
        before={"state": OverrideState.ASKED.value},
        after={"state": row.state, "holder": row.holder, "answer": row.answer},
    )
    return row


@transaction.atomic
def warning_look(*, actor: Actor, check_id: int, facts: str, words: str) -> Check:
    """Say what came of the warnings of a check: for these very facts nobody has to look again.

    Raises NotFound, NotAllowed, InvalidInput without words, OverrideClosed where the check says something else by now, Refused
    where it warns of nothing.
    """
    check = lock_row(visible_checks(actor, Check.objects.all()), check_id)
    _post(actor, CheckAction.LOOK, check.department_id)
    if len(words.strip()) < LEAST_WORDS:
        told = Wording("请写明核对的结果", "Say what you found")
        raise InvalidInput("没有记下。", "Nothing was written down.", fields={"words": told})
    if check.facts_sha256 != facts:
        raise OverrideClosed()
    if not check.warned:
        raise Refused("这次查重没有要核对的。", "This check warns of nothing.", code="clearance.no_warning")
    check.looked_at, check.looked_words = clock.now(), words.strip()[:LONGEST_ANSWER]
    check.looked_by = f"{actor.kind}:{actor.user_id or actor.name}"
    check.row_version += 1
    check.save(update_fields=["looked_at", "looked_words", "looked_by", "row_version"])
    audit_write(
        actor=actor,
        verb="clearance.warning_look",
        target=check,
        after={"holder": check.holder, "words": check.looked_words},
    )
    return check


def _post(actor: Actor, action: CheckAction, department: int | None) -> Role:
    """As what somebody acts in a department. Raises NotAllowed."""
    post = desk_of(actor, action).post_in(department)
    if post is None:
        raise NotAllowed()
    return post


def _named(finding: dict[str, Json]) -> dict[str, Json]:
    return {
        "id": finding["rule"],
        "title": finding["title"],
        "source": finding["source"],
        "document": finding["document"],
        "clause": finding["clause"],
        "outcome": finding["outcome"],
    }
