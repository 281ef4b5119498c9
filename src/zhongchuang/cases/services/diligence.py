"""尽职调查: what was found out about a fund or a loan before anybody decides; its report answers the programme's questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhongchuang.cases.flow import MoveName
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.schema import Diligence
from zhongchuang.cases.services.moving import moving
from zhongchuang.cases.services.repeating import once
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, Wording
from zhongchuang.core.json_values import Json

MISSING = Wording("请填写", "Please fill this in")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found out: the finding in words, and the answers to what the programme asks of a report."""

    finding: str
    answers: Mapping[str, Json]


def case_diligence_done(
    *, actor: Actor, case_id: int, expected_version: int, report: Report, key: str | None = None
) -> Case:
    """Close the inquiry with its report; the case goes on as its programme says. Raises what `moving` raises, InvalidInput."""

    def run() -> Case:
        with moving(
            actor=actor,
            case_id=case_id,
            move=MoveName.DILIGENCE_DONE,
            expected_version=expected_version,
            reason=report.finding.strip(),
        ) as held:
            asked = held.programme.diligence
            assert asked is not None  # no case stands there whose programme has no such step
            _refuse_gaps(asked, report)
            ids = {field.id for field in asked.fields}
            kept: dict[str, Json] = {name: said for name, said in report.answers.items() if name in ids}
            held.details.update(report=kept)
            if asked.limit is not None:
                held.details.update(limit=kept[asked.limit])
        return held.case

    request = {
        "case": case_id,
        "row_version": expected_version,
        "finding": report.finding,
        "answers": dict(report.answers),
    }
    return once(model=Case, actor=actor, key=key, verb="cases.diligence_done", request=request, run=run)


def _refuse_gaps(asked: Diligence, report: Report) -> None:
    fields = {
        field.id: MISSING
        for field in asked.fields
        if field.required and field.show_when is None and report.answers.get(field.id) in (None, "", [])
    }
    if not report.finding.strip():
        fields["reason"] = Wording("写明调查了什么、结论如何", "Say what was looked into and found")
    if fields:
        raise InvalidInput("尽调报告还不完整。", "The report is not complete.", fields=fields)
