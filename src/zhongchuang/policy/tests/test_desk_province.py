"""A document of another province needs no code: from a text to the verdict of a citizen there."""

from __future__ import annotations

from datetime import date

import pytest

from zhongchuang.parties.models import Place
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.verdicts import Answer, Status
from zhongchuang.policy.models import Clause, Document, Draft, DraftState, Measure, PackVersion
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.selectors.desk import problems_of, workbench
from zhongchuang.policy.selectors.rulebook import current_rulebook, rulebook_at
from zhongchuang.policy.tests.desk_at_work import (
    DOCUMENT,
    begun,
    load_real_packs,
    published,
    ready,
    unsettled,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture
def loaded(today: None) -> str:
    """The packs of the repository in force."""
    return load_real_packs()


def verdict_on(book_version: str, on: date) -> tuple[Answer, Status, int | None] | None:
    """What a team in 长春 with a million of transfer income is told of the new measure."""
    facts = {"in_space": FactValue(True), "transfer_income": FactValue(100_000_000)}
    verdicts = match(rulebook_at(book_version), Subject("220100", SubjectKind.TEAM, facts), on)
    found = next((v for v in verdicts if v.measure.id == "jilin/transfer-share"), None)
    return None if found is None else (found.answer, found.status, found.amount_fen)


def test_what_is_read_has_two_warnings_units_a_target_and_a_duty() -> None:
    bench = workbench(begun())
    assert unsettled(bench.draft) == ["malformed_doc_number", "missing_number"]
    assert bench.content.head.number == "吉政办发〔2031〕12号"
    assert bench.read.clause("二（三）").units[0].lead == ("省科技厅",)  # type: ignore[union-attr]  # it is there
    assert [(p.ref, p.kind.value) for p in bench.proposals if p.ref in ("一", "三")] == [
        ("一", "targets"),
        ("三", "duties"),
    ]


def test_from_the_text_to_the_verdict_of_a_citizen_there(loaded: str) -> None:
    assert problems_of(workbench(ready()), current_rulebook()) == ()
    Draft.objects.all().delete()
    draft = published()
    assert draft.state == DraftState.PUBLISHED
    assert draft.result_id == PackVersion.objects.get(is_current=True).version
    assert Place.objects.filter(code__in=["220000", "220100"]).count() == 2
    row = Document.objects.get(slug=DOCUMENT)
    assert (row.place_id, row.number) == ("220000", "吉政办发〔2031〕12号")
    assert Clause.objects.get(document=row, ref="二（一）").classes == ["measure"]
    assert set(Measure.objects.filter(document=row).values_list("slug", flat=True)) == {
        "jilin/rent",
        "jilin/transfer-share",
    }
    assert draft.result_id is not None
    assert verdict_on(draft.result_id, date(2031, 6, 1)) == (Answer.MET, Status.IN_FORCE, 75_000_000)
    assert verdict_on(draft.result_id, date(2034, 6, 1)) == (Answer.NOT_MET, Status.EXPIRED, None)


def test_what_was_in_force_before_replays_as_before(loaded: str) -> None:
    subject = Subject("210100", SubjectKind.TEAM, {"in_space": FactValue(True)})
    on = date(2026, 11, 1)
    before = [v.to_json() for v in match(rulebook_at(loaded), subject, on)]
    published()
    assert [v.to_json() for v in match(rulebook_at(loaded), subject, on)] == before
    assert [v.to_json() for v in match(current_rulebook(), subject, on)] == before
