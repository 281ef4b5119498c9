"""An inquiry is closed with its report, the report caps what is granted, and a committee's vote is what is decided."""

from __future__ import annotations

from typing import Any

import pytest

from zhongchuang.cases.deciding.voting import Votes, vote_problems
from zhongchuang.cases.errors import AmountNotAllowed
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.diligence import diligence_limit, diligence_report
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve, case_refuse
from zhongchuang.cases.services.diligence import Report, case_diligence_done
from zhongchuang.cases.tests.factory import case_at, content, funded_round, make_programme, meeting
from zhongchuang.cases.tests.office.factory import Desk
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.json_values import Json
from zhongchuang.parties.tests.factory import signed_in

YUAN = 100
ANSWERS: dict[str, Json] = {
    "who": "虚构尽调组",
    "most": 300 * YUAN,
    "shares": [{"party": "虚构银行", "part": "0.2000"}],
}


def programme(**changes: Any) -> Any:
    """Looked into, then decided by a committee."""
    report = {
        "days": 12,
        "limit": "most",
        "sections": [
            {
                "id": "found",
                "title": {"zh": "调查", "en": "Found"},
                "fields": [
                    {"id": "who", "label": {"zh": "调查机构", "en": "Who"}, "type": "text"},
                    {"id": "most", "label": {"zh": "建议上限", "en": "At most"}, "type": "money"},
                    {
                        "id": "shares",
                        "label": {"zh": "风险分担", "en": "Shares"},
                        "type": "table",
                        "required": False,
                        "columns": [
                            {"id": "party", "label": {"zh": "分担方", "en": "Party"}, "type": "text"},
                            {"id": "part", "label": {"zh": "比例", "en": "Part"}, "type": "rate"},
                        ],
                    },
                ],
            }
        ],
    }
    decision = {"days": 20, "meeting": "committee", "remedies": {"zh": "可申请复议。", "en": "Appeal."}}
    said = {"id": "test-fund", "kind": "fund", "diligence": report, "decision": decision, "chain": []}
    bare: dict[str, Any] = {"review": None, "notice": None}
    return content(**said, **bare, steps=["accept", "diligence", "decide", "cosign", "pay"], **changes)


@pytest.fixture
def case(desk: Desk) -> Case:
    call = funded_round(programme=make_programme(programme()))
    return case_at(State.DILIGENCE, round=call, officer=desk.officer, asked=500 * YUAN)


def closed(desk: Desk, case: Case, **answers: Any) -> Case:
    return case_diligence_done(
        actor=desk.acts(desk.officer),
        case_id=case.pk,
        expected_version=case.row_version,
        report=Report("情况属实，建议支持。", {**ANSWERS, **answers}),
    )


def test_the_report_is_kept_and_the_case_goes_on(desk: Desk, case: Case) -> None:
    assert closed(desk, case, stray="x").state == State.TO_DECIDE
    found = diligence_report(case)
    assert found is not None and found.reason == "情况属实，建议支持。"
    assert found.details["report"] == ANSWERS  # and nothing that was not asked
    assert diligence_limit(case) == 300 * YUAN


def test_a_report_with_gaps_closes_nothing(desk: Desk, case: Case) -> None:
    with pytest.raises(InvalidInput) as gap:
        closed(desk, case, most=None)
    assert set(gap.value.fields) == {"most"}
    with pytest.raises(NotAllowed):
        case_diligence_done(
            actor=desk.acts(desk.finance),
            case_id=case.pk,
            expected_version=case.row_version,
            report=Report("好。", ANSWERS),
        )
    case.refresh_from_db()
    assert case.state == State.DILIGENCE


def test_no_more_is_granted_than_was_found_and_only_as_was_voted(desk: Desk, case: Case) -> None:
    closed(desk, case)
    case_clear(actor=desk.acts(desk.officer), case_id=case.pk)
    case.refresh_from_db()
    reviewer, minutes = desk.acts(desk.reviewer), meeting(kind="committee")
    asked = (case.pk, case.row_version, "符合条件。")
    with pytest.raises(AmountNotAllowed):
        case_approve(actor=reviewer, asked=Asked(*asked, minutes, 301 * YUAN, Votes(5, 1, 1)))
    for votes in (None, Votes(0, 0, 0), Votes(3, 2, 1)):  # a half is no majority
        with pytest.raises(InvalidInput) as refused:
            case_approve(actor=reviewer, asked=Asked(*asked, minutes, 300 * YUAN, votes))
        assert set(refused.value.fields) == {"votes_for"}
    with pytest.raises(InvalidInput):
        case_refuse(actor=reviewer, asked=Asked(*asked, minutes, None, Votes(5, 1)))
    done = case_approve(actor=reviewer, asked=Asked(*asked, minutes, 300 * YUAN, Votes(5, 1, 1)))
    assert done.grounds == "符合条件。\n投资决策委员会表决：赞成 5 票，反对 1 票，弃权 1 票。"


def test_a_vote_counts_only_where_a_committee_decides() -> None:
    assert vote_problems("office", None, "office", approves=True) == {}
    assert set(vote_problems("committee", Votes(5, 1), "office", approves=True)) == {"meeting"}
    assert vote_problems("committee", Votes(1, 5), "committee", approves=False) == {}


def test_the_pages_ask_for_the_report_and_show_it(desk: Desk, case: Case) -> None:
    browser = signed_in(desk.officer)
    address = f"/office/cases/{case.number}/move/diligence_done/"
    page = browser.get(address)
    assert page.status_code == 200 and "建议上限" in page.content.decode()
    form = {
        "row_version": str(case.row_version),
        "idempotency_key": new_idempotency_key(),
        "who": "虚构尽调组",
        "most": "",
        "reason": "可以。",
        "shares-0-party": "虚构银行",
        "shares-0-part": "20",
    }
    refused = browser.post(address, form)
    assert refused.status_code == 422 and "虚构银行" in refused.content.decode()  # nothing typed is lost
    assert browser.post(address, {**form, "most": "300"}).status_code == 302
    shown = browser.get(f"/office/cases/{case.number}/part/diligence/").content.decode()
    assert "虚构尽调组" in shown and "300.00" in shown and "20%" in shown
    case_clear(actor=desk.acts(desk.officer), case_id=case.pk)
    deciding = signed_in(desk.reviewer).get(f"/office/cases/{case.number}/decide/").content.decode()
    assert "赞成票" in deciding


def test_the_head_stays_the_cases_beside_the_report(desk: Desk, case: Case) -> None:
    closed(desk, case)
    page = signed_in(desk.officer).get(f"/office/cases/{case.number}/part/diligence/")
    facts = [row.label for row in page.context["facts"].rows]
    assert "申请人" in facts and "结论" not in facts
    assert "结论" in [row.label for row in page.context["report"].rows]


def test_a_report_sent_back_asks_for_a_conclusion_still(desk: Desk, case: Case) -> None:
    page = f"/office/cases/{case.number}/move/diligence_done/"
    sent = {"row_version": case.row_version, "idempotency_key": new_idempotency_key()}
    answer = signed_in(desk.officer).post(page, sent)
    assert answer.status_code == 422 and answer.context["form"]["reason"].label == "结论"
