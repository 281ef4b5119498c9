"""The pool of experts: who is in it, and what each has declared to have to do with whom."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from zhongchuang.cases.access import ReviewAction, may_expert
from zhongchuang.cases.errors import ExpertInPool, ExpertNeedsRole
from zhongchuang.cases.models import Expert, Tie
from zhongchuang.cases.reviewing.conflicts import TieKind
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, SystemActor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors import account_by_email, roles_of, visible_organisations

MOST_FIELDS, LONGEST_FIELD = 10, 30


def organisation_by_code(code: str, field: str = "organisation") -> int | None:
    """The key of the organisation with this 统一社会信用代码; None for an empty one. Raises InvalidInput, beside the field."""
    compact = "".join(code.split()).upper()
    if not compact:
        return None
    rows = visible_organisations(SystemActor("cases.experts"))
    found: int | None = rows.filter(uscc=compact).values_list("pk", flat=True).first()
    if found is None:
        told = Wording("平台上没有这个单位，请核对代码", "No such organisation here; check the code")
        raise InvalidInput(
            f"没有统一社会信用代码是 {compact[:18]} 的单位。",
            f"No organisation has the code {compact[:18]}.",
            fields={field: told},
        )
    return found


def expert_admit(
    *,
    actor: Actor,
    email: str,
    organisation: str,
    title: str,
    fields: Sequence[str],
    key: str | None = None,
) -> Expert:
    """Take an account with the role of an expert into the pool.

    Raises NotAllowed, AccountUnknown, ExpertNeedsRole, ExpertInPool, InvalidInput.
    """
    if not may_expert(actor, ReviewAction.ADMIT):
        raise NotAllowed()

    def run() -> Expert:
        account = account_by_email(email)
        if Role.EXPERT not in roles_of(account) or not account.is_active:
            raise ExpertNeedsRole()
        if Expert.objects.filter(account=account).exists():
            raise ExpertInPool()
        expert: Expert = Expert.objects.create(
            account=account,
            key=secrets.token_hex(16),
            organisation_id=organisation_by_code(organisation),
            title=title.strip(),
            fields=_fields(fields),
            admitted_at=clock.now(),
            admitted_by=signed(actor),
        )
        audit_write(actor=actor, verb="cases.expert_admit", target=expert, after=_said(expert))
        return expert

    request = {"email": email, "organisation": organisation, "title": title, "fields": list(fields)}
    return once(actor, key, "cases.expert_admit", request, run, Expert)


def expert_change(
    *,
    actor: Actor,
    expert: Expert,
    organisation: str,
    title: str,
    fields: Sequence[str],
    active: bool,
    expected_version: int,
    key: str | None = None,
) -> Expert:
    """Change what the pool says of an expert; one who is not active is not drawn. A former place of work becomes a tie.

    Raises NotAllowed, StaleVersion, InvalidInput.
    """
    if not may_expert(actor, ReviewAction.ADMIT, expert):
        raise NotAllowed()

    def run() -> Expert:
        held: Expert = lock_row(Expert.objects.all(), expert.pk, expected_version=expected_version)
        before = _said(held)
        now_at = organisation_by_code(organisation)
        if held.organisation_id is not None and held.organisation_id != now_at:
            Tie.objects.create(
                expert=held,
                organisation_id=held.organisation_id,
                kind=TieKind.EMPLOYER.value,
                since=clock.business_date(held.admitted_at),
                until=clock.today(),
                told_by=signed(actor),
            )
        held.organisation_id, held.title = now_at, title.strip()
        held.fields, held.active = _fields(fields), active
        save_versioned(
            held, expected_version=expected_version, fields=("organisation", "title", "fields", "active")
        )
        audit_write(actor=actor, verb="cases.expert_change", target=held, before=before, after=_said(held))
        return held

    request = {
        "expert": expert.pk,
        "organisation": organisation,
        "title": title,
        "fields": list(fields),
        "active": active,
        "row_version": expected_version,
    }
    return once(actor, key, "cases.expert_change", request, run, Expert)


def tie_declare(
    *,
    actor: Actor,
    expert: Expert,
    organisation: str,
    kind: TieKind,
    since: dt.date,
    until: dt.date | None,
    expected_version: int,
    key: str | None = None,
) -> Expert:
    """An expert says what they have or had to do with an organisation. Raises NotAllowed, StaleVersion, InvalidInput."""
    if not may_expert(actor, ReviewAction.DECLARE, expert):
        raise NotAllowed()

    def run() -> Expert:
        held: Expert = lock_row(Expert.objects.all(), expert.pk, expected_version=expected_version)
        other = organisation_by_code(organisation)
        if other is None:
            told = Wording("请填写单位的统一社会信用代码", "Give the organisation's code")
            raise InvalidInput("没有保存。", "Nothing was saved.", fields={"organisation": told})
        if since > clock.today() or (until is not None and until < since):
            told = Wording("起止日期前后颠倒，或晚于今天", "The dates are out of order, or in the future")
            raise InvalidInput("没有保存。", "Nothing was saved.", fields={"since": told})
        tie = Tie.objects.create(
            expert=held,
            organisation_id=other,
            kind=kind.value,
            since=since,
            until=until,
            told_by=signed(actor),
        )
        save_versioned(held, expected_version=expected_version, fields=[])
        audit_write(
            actor=actor,
            verb="cases.tie_declare",
            target=tie,
            after={"organisation": other, "kind": kind.value, "since": since, "until": until},
        )
        return held

    request = {
        "expert": expert.pk,
        "organisation": organisation,
        "kind": kind.value,
        "since": since,
        "until": until,
        "row_version": expected_version,
    }
    return once(actor, key, "cases.tie_declare", request, run, Expert)


def tie_end(
    *, actor: Actor, expert: Expert, tie: int, expected_version: int, key: str | None = None
) -> Expert:
    """A tie is over from today on; the row stays, and goes on counting for the years the rules say.

    Raises NotAllowed, NotFound, StaleVersion.
    """
    if not may_expert(actor, ReviewAction.DECLARE, expert):
        raise NotAllowed()

    def run() -> Expert:
        held: Expert = lock_row(Expert.objects.all(), expert.pk, expected_version=expected_version)
        row = Tie.objects.filter(expert=held, pk=tie, until=None).first()
        if row is None:
            raise NotFound()
        row.until = clock.today()
        row.save(update_fields=["until"])
        save_versioned(held, expected_version=expected_version, fields=[])
        audit_write(
            actor=actor,
            verb="cases.tie_end",
            target=row,
            before={"until": None},
            after={"until": row.until},
        )
        return held

    request = {"expert": expert.pk, "tie": tie, "row_version": expected_version}
    return once(actor, key, "cases.tie_end", request, run, Expert)


def _fields(given: Sequence[str]) -> list[str]:
    """The fields of an expert as kept: each once, none too long."""
    cleaned = list(dict.fromkeys(" ".join(one.split()) for one in given if one.strip()))
    if not cleaned or len(cleaned) > MOST_FIELDS or any(len(one) > LONGEST_FIELD for one in cleaned):
        told = Wording(
            f"写 1 至 {MOST_FIELDS} 个领域，每个不超过 {LONGEST_FIELD} 字",
            f"Give 1 to {MOST_FIELDS} fields, none longer than {LONGEST_FIELD} characters",
        )
        raise InvalidInput("没有保存。", "Nothing was saved.", fields={"fields": told})
    return cleaned


def _said(expert: Expert) -> dict[str, object]:
    return {
        "organisation": expert.organisation_id,
        "title": expert.title,
        "fields": list(expert.fields),
        "active": expert.active,
    }
