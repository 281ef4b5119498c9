"""Programmes of the access matrix: one that may open, one that awaits its rules, a call, drafts at every stage. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhongchuang.cases.models import ProactiveFinding, ProactiveRun, Programme, ProgrammeDraft, Round
from zhongchuang.cases.programmes.reading import written_of
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.tests.factory import PROVINCE, department, make_programme, open_round, organisation
from zhongchuang.cases.tests.factory import content as some_content
from zhongchuang.core import clock
from zhongchuang.parties.models import Account
from zhongchuang.policy.selectors import current_rulebook

BASIS = {"document": "law-transfer"}
"""A document of the sample whose text is not held; the one that is held has ended, and nothing opens on it."""
MEASURE = "nation/no-such-measure"


@dataclass(frozen=True)
class Programmes:
    """One of everything."""

    standing: Programme
    awaiting: Programme
    free: Programme  # may open, and pays nothing, so that it needs no budget
    call: Round
    draft: ProgrammeDraft
    submitted: ProgrammeDraft
    own_submitted: Mapping[str, ProgrammeDraft]  # by who wrote in it last
    department: int
    proactive: Round  # judged, nothing sent
    run: ProactiveRun


def build_programmes(accounts: Mapping[str, Account | None]) -> Programmes:
    """Programmes of the invented province."""
    standing = make_programme(_said("matrix-grant"))
    awaiting = make_programme(
        _said("matrix-template", awaiting={"rules": {"zh": "等管理办法", "en": "Its rules are awaited"}})
    )
    free = make_programme(_unpaid("matrix-free"))
    judged = _judged(
        open_round(proactive_programme(), name="矩阵免申", closes_on=None, opens_on=clock.today())
    )
    return Programmes(
        standing=standing,
        awaiting=awaiting,
        free=free,
        call=open_round(standing, name="矩阵批次", closes_on=clock.today().replace(year=2099)),
        draft=_draft("matrix-draft", standing),
        submitted=_draft("matrix-submitted", standing, submitted=True),
        own_submitted={
            who: _draft(f"matrix-own-{who}", standing, submitted=True, by=account)
            for who, account in accounts.items()
            if account
        },
        department=department().pk,
        proactive=judged.round,
        run=judged,
    )


def proactive_programme() -> Programme:
    """One that runs without application; the sample has no such measure, so that nobody has it any more."""
    said = written_of(_unpaid("matrix-proactive"))
    return make_programme(
        Content.model_validate(
            {**said, "proactive": {"measure": MEASURE}, "basis": [{**BASIS, "measure": MEASURE}]}
        )
    )


def _judged(call: Round) -> ProactiveRun:
    """A run of which one finding waits to be sent."""
    owner = organisation(1)
    run: ProactiveRun = ProactiveRun.objects.create(
        key="m" * 32,
        round=call,
        pack_version=current_rulebook().version,
        on=clock.today(),
        state="judged",
        done_part=100,
        met=1,
        asked_by="system:tests",
        asked_at=clock.now(),
        finished_at=clock.now(),
    )
    ProactiveFinding.objects.create(
        run=run,
        organisation=owner,
        name=owner.name,
        place_id=owner.place_id,
        outcome="met",
        reasons=[[True, "成立", "It holds"]],
        facts={"project": "虚构项目"},
        facts_sha256="0" * 64,
    )
    return run


def _said(programme: str, **changes: object) -> Content:
    return some_content(id=programme, basis=[BASIS], **changes)


def _unpaid(programme: str) -> Content:
    """Accepted and decided, and that is all."""
    said = written_of(_said(programme))
    for name in ("money", "review", "chain", "notice", "claims"):
        said.pop(name, None)
    return Content.model_validate({**said, "kind": "registration", "steps": ["accept", "decide"]})


def _draft(
    name: str, based_on: Programme, *, submitted: bool = False, by: Account | None = None
) -> ProgrammeDraft:
    draft: ProgrammeDraft = ProgrammeDraft.objects.create(
        code=f"province/{name}",
        place_id=PROVINCE,
        content=written_of(_said(name)),
        based_on=based_on.current,
        written_by=f"person:{by.pk}" if by else "system:tests",
        written_at=clock.now(),
        submitted_at=clock.now() if submitted else None,
    )
    return draft
