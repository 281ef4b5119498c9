"""Awards of other departments taken in: whole or not at all, once however often, corrections beside what they correct."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.errors import (
    ImportEmpty,
    ImportNotClean,
    ImportOver,
    ImportUnusable,
    SourceKeptElsewhere,
)
from zhongchuang.clearance.models import (
    Award,
    AwardEntry,
    AwardImport,
    AwardSource,
    AwardState,
    DisclosedChange,
    ImportChannel,
    ImportChoice,
    ImportedAward,
    ImportedChange,
    ImportState,
    StoredSupport,
    SupportKey,
)
from zhongchuang.clearance.rules.facts import Key, Level, Standing
from zhongchuang.clearance.selectors.award_changes import changes_as_data
from zhongchuang.clearance.selectors.awards import changes_after
from zhongchuang.clearance.selectors.importing import import_of, visible_imports
from zhongchuang.clearance.selectors.supports import supports_sharing
from zhongchuang.clearance.services import import_writing, importing
from zhongchuang.clearance.services.awards import award_revoke
from zhongchuang.clearance.services.disclosing import LET_PUBLIC, disclosure_review
from zhongchuang.clearance.services.importing import (
    award_import_add,
    award_import_drop,
    award_import_take,
    import_go_on,
)
from zhongchuang.clearance.tests.importing import (
    BASIS,
    SOURCE,
    a_department,
    a_row,
    a_table,
    read_in,
    somebody,
    taken_in,
)
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, USCC, a_uscc, actor, make_organisation, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _place() -> None:
    make_place()


def one() -> Award:
    return Award.objects.get()


def test_a_row_becomes_an_award_a_support_and_its_keys() -> None:
    organisation = make_organisation()
    taken_in([a_row(1, uscc=USCC, invoices="99212000000000000017", contracts="HT-2024-1")], basis=BASIS)
    award = one()
    assert (award.source, award.state, award.organisation) == (
        AwardSource.IMPORTED,
        AwardState.PUBLIC,
        organisation,
    )
    assert (award.amount, award.paid, award.decided_on) == (5_000_050, 2_000_000, dt.date(2024, 6, 30))
    assert (award.department_name, award.basis_text) == (SOURCE, "虚构工信发〔2024〕8号第三条")
    (found,) = supports_sharing({Key.ENTITY: [USCC.lower()]})
    assert (found.ref, found.amount, found.standing) == (award.ref, 5_000_050, Standing.AWARDED)
    assert (found.level, found.place) == (Level.CITY, "990000")
    assert found.of(Key.INVOICE) == {"99212000000000000017"}
    assert found.of(Key.CONTRACT) == {f"ht20241·{USCC.lower()}", "ht20241·虚构制造1有限公司"}
    imported = ImportedAward.objects.get()
    assert (imported.number, imported.row, imported.award) == ("GX-2024-00001", 2, award)
    assert list(DisclosedChange.objects.values_list("sequence", "kind")) == [(1, "published")]


def test_without_a_public_basis_and_for_persons_a_review_comes_first() -> None:
    taken_in([a_row(1)])
    taken_in([a_row(2, uscc="", personal="是", name="虚构某人")], basis=BASIS)
    assert set(Award.objects.values_list("state", flat=True)) == {AwardState.WAITING}
    assert not DisclosedChange.objects.exists()


def test_a_name_without_a_code_is_no_entity() -> None:
    """A name alone is nobody: it is kept for looking for likely names, and nothing counts by it."""
    taken_in([a_row(1, uscc="", name="虚构（制造）有限公司")])
    assert not SupportKey.objects.filter(key=Key.ENTITY).exists()
    assert ImportedAward.objects.get().name_key == "虚构(制造)有限公司"


def test_the_same_bytes_again_change_nothing() -> None:
    rows = [a_row(1), a_row(2)]
    first = taken_in(rows, basis=BASIS)
    before = list(Award.objects.values_list("pk", "row_version"))
    again = taken_in(rows, basis=BASIS)
    assert (first.fresh, again.fresh, again.same, again.corrected) == (2, 0, 2, 0)
    assert list(Award.objects.values_list("pk", "row_version")) == before
    assert not ImportedChange.objects.exists() and DisclosedChange.objects.count() == 2


def test_confirmed_twice_under_another_key_is_over() -> None:
    found = read_in([a_row(1)])
    taken = award_import_take(actor=SYSTEM, key=found.key, choice=ImportChoice.WHOLE, expected_version=2)
    assert taken.state == ImportState.TAKEN
    with pytest.raises(ImportOver):
        award_import_take(actor=SYSTEM, key=found.key, choice=ImportChoice.WHOLE, expected_version=2)
    assert import_go_on(actor=SYSTEM, key=found.key) == ""
    assert Award.objects.count() == 1


def test_other_content_under_the_same_number_is_a_correction_kept_beside() -> None:
    taken_in([a_row(1), a_row(2)], basis=BASIS)
    second = taken_in([a_row(1, amount="70000", invoices="99212000000000000025")], basis=BASIS)
    assert (second.fresh, second.corrected, second.same) == (0, 1, 0)
    award = Award.objects.get(imported__number="GX-2024-00001")
    assert (award.amount, award.row_version) == (7_000_000, 2)
    assert StoredSupport.objects.get(ref=award.ref).amount == 7_000_000
    assert SupportKey.objects.filter(support__ref=award.ref, key=Key.INVOICE).count() == 1
    change = ImportedChange.objects.get()
    assert change.before == {"amount": 5_000_050, "invoices": []}
    assert change.after == {"amount": 7_000_000, "invoices": ["99212000000000000025"]}
    last = DisclosedChange.objects.order_by("sequence").last()
    assert last is not None and (last.kind, last.content["amount"]) == ("corrected", [5_000_050, 7_000_000])


def test_what_else_changes_of_a_persons_award_is_told_at_once() -> None:
    person = {"uscc": "", "personal": "是", "name": "虚构某人"}
    taken_in([a_row(1, **person)])
    disclosure_review(actor=SYSTEM, number=one().number, verdict=LET_PUBLIC)
    taken_in([a_row(1, **person, amount="1", paid="", category="创业补贴")])
    assert one().state == AwardState.PUBLIC
    last = DisclosedChange.objects.order_by("sequence").last()
    assert last is not None and set(last.content) == {"amount", "paid", "category"}


def test_what_no_page_shows_does_not_enter_the_feed_either() -> None:
    """Who represents a firm and which invoices it used are for the check against double support, not for everybody."""
    taken_in([a_row(1, representative="虚构甲")], basis=BASIS)
    invoice = {"invoices": "99212000000000000025", "contracts": "HT-1"}
    taken_in([a_row(1, representative="虚构乙", **invoice)], basis=BASIS)
    assert [one.kind for one in DisclosedChange.objects.all()] == ["published"]
    taken_in([a_row(1, representative="虚构丙", amount="70000.50", **invoice)], basis=BASIS)
    last = DisclosedChange.objects.order_by("sequence").last()
    assert last is not None and last.content == {"amount": [5_000_050, 7_000_050]}
    (told,) = changes_as_data(changes_after(1), site="")
    assert told["change"] == {"amount": [50_000.50, 70_000.50]}  # 元, like everything the interface tells


def test_one_department_does_not_correct_what_another_answers_for() -> None:
    ours, others = a_department(1), a_department(2)
    officer, stranger = actor(somebody(Role.OFFICER, ours)), actor(somebody(Role.OFFICER, others))
    taken_in([a_row(1), a_row(2)], actor=officer, basis=BASIS)
    for rows in ([a_row(1, amount="1", paid="")], [a_row(3)]):
        with pytest.raises(SourceKeptElsewhere) as refused:
            read_in(rows, actor=stranger, complete=True)
        assert ours.name in refused.value.told.zh
    assert Award.objects.filter(department=ours, amount=5_000_050).count() == 2
    taken_in(
        [a_row(1, amount="70000")]
    )  # by the platform, for nobody in particular: ours goes on answering for it
    assert Award.objects.get(amount=7_000_000).department == ours
    assert taken_in([a_row(3)], actor=officer).fresh == 1


def test_of_two_departments_that_are_the_first_with_a_source_one_takes_it_in() -> None:
    officers = [actor(somebody(Role.OFFICER, a_department(number))) for number in (1, 2)]
    first, second = [read_in([a_row(number)], actor=who) for number, who in enumerate(officers, 1)]
    states = [
        award_import_take(
            actor=who, key=found.key, choice=ImportChoice.WHOLE, expected_version=found.row_version
        )
        for who, found in zip(officers, (first, second), strict=True)
    ]
    assert [one.state for one in states] == [ImportState.TAKEN, ImportState.FAILED]
    assert "虚构市科技局1" in states[1].problem_zh and Award.objects.count() == 1


def test_what_a_file_corrects_of_one_that_was_taken_back_is_told() -> None:
    taken_in([a_row(1)], basis=BASIS)
    award_revoke(actor=SYSTEM, ref=one().ref, on=dt.date(2026, 1, 5), reason="弄虚作假，撤销")
    taken_in([a_row(1, title="虚构技改项目（二期）")], basis=BASIS)
    last = DisclosedChange.objects.order_by("sequence").last()
    assert last is not None and (last.kind, set(last.content)) == ("corrected", {"title"})
    assert "二期" in AwardEntry.objects.get().folded


def test_an_award_that_was_taken_back_counts_for_nothing_whatever_comes_after() -> None:
    taken_in([a_row(1)])
    Award.objects.update(state=AwardState.REVOKED)
    StoredSupport.objects.update(standing=Standing.ENDED)
    taken_in([a_row(1, amount="70000")])
    assert StoredSupport.objects.get().standing == Standing.ENDED


def test_what_a_full_list_no_longer_has_is_told_and_stays() -> None:
    taken_in([a_row(1), a_row(2), a_row(3)])
    found = read_in([a_row(1)], complete=True)
    assert (found.same, found.gone) == (1, 2)  # looked at before
    second = award_import_take(
        actor=SYSTEM, key=found.key, choice=ImportChoice.WHOLE, expected_version=found.row_version
    )
    assert second.gone == 2 and Award.objects.count() == StoredSupport.objects.count() == 3
    assert ImportedAward.objects.filter(gone_in=second).count() == 2
    third = taken_in([a_row(1), a_row(2)], complete=True)  # the second is back, the third stays away
    assert third.gone == 0 and ImportedAward.objects.get(number="GX-2024-00002").gone_in is None
    part = taken_in([a_row(4)])  # a part says nothing of the others
    assert part.gone == 0 and ImportedAward.objects.exclude(gone_in=None).count() == 1


def test_a_bad_row_of_a_full_list_is_not_gone() -> None:
    taken_in([a_row(1), a_row(2)])
    second = taken_in([a_row(1), a_row(2, amount="五万")], choice=ImportChoice.GOOD, complete=True)
    assert (second.bad, second.gone) == (1, 0)


def test_whole_or_nothing_unless_somebody_says_all_but_the_bad_ones() -> None:
    rows = [a_row(n, amount="五万" if n in (3, 7, 9) else "50000") for n in range(1, 11)]
    found = read_in(rows)
    assert (found.rows, found.bad, found.fresh) == (10, 3, 7)
    told = list(found.problems.values_list("row", "column"))
    assert told == [(4, "支持金额（元）"), (8, "支持金额（元）"), (10, "支持金额（元）")]
    with pytest.raises(ImportNotClean, match="3"):
        award_import_take(actor=SYSTEM, key=found.key, choice=ImportChoice.WHOLE, expected_version=2)
    assert Award.objects.count() == 0
    taken = award_import_take(actor=SYSTEM, key=found.key, choice=ImportChoice.GOOD, expected_version=2)
    assert Award.objects.count() == 7 and (taken.choice, taken.bad) == ("good", 3)


def test_nothing_but_bad_rows_is_refused() -> None:
    found = read_in([a_row(1, amount="五万")])
    with pytest.raises(ImportEmpty):
        award_import_take(actor=SYSTEM, key=found.key, choice=ImportChoice.GOOD, expected_version=2)


def test_a_place_nobody_knows_is_a_bad_row() -> None:
    found = read_in([a_row(1, place="123456")])
    assert found.bad == 1 and found.problems.get().column == "地区代码"


def test_a_large_file_is_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "READ_AT_ONCE", 10)
    monkeypatch.setattr(importing, "TAKEN_AT_ONCE", 1)
    monkeypatch.setattr(importing, "CHUNK", 7)
    found = read_in([a_row(n) for n in range(40)])
    assert found.state == ImportState.WAITING
    assert import_go_on(actor=SYSTEM, key=found.key) == ImportState.READ
    found.refresh_from_db()
    waiting = award_import_take(
        actor=SYSTEM, key=found.key, choice=ImportChoice.WHOLE, expected_version=found.row_version
    )
    assert waiting.state == ImportState.TAKING and Award.objects.count() == 0
    assert import_go_on(actor=SYSTEM, key=found.key) == ImportState.TAKEN
    assert Award.objects.count() == 40 and import_go_on(actor=SYSTEM, key=found.key) == ""


def test_a_worker_that_fails_in_the_middle_leaves_nothing_and_the_next_does_it_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "TAKEN_AT_ONCE", 1)
    monkeypatch.setattr(importing, "CHUNK", 3)
    found = read_in([a_row(n) for n in range(10)], basis=BASIS)
    award_import_take(actor=SYSTEM, key=found.key, choice=ImportChoice.WHOLE, expected_version=2)
    whole = import_writing._write
    calls = []

    def breaks(*told: object) -> None:
        calls.append(told)
        if len(calls) == 3:
            raise RuntimeError
        whole(*told)  # type: ignore[arg-type]  # what it was called with

    with monkeypatch.context() as patch:
        patch.setattr(import_writing, "_write", breaks)
        with pytest.raises(RuntimeError):
            import_go_on(actor=SYSTEM, key=found.key)
    assert Award.objects.count() == StoredSupport.objects.count() == DisclosedChange.objects.count() == 0
    assert import_go_on(actor=SYSTEM, key=found.key) == ImportState.TAKEN
    assert Award.objects.count() == DisclosedChange.objects.count() == 10


def test_who_may() -> None:
    department, other = a_department(1), a_department(2)
    officer, reviewer = actor(somebody(Role.OFFICER, department)), actor(somebody(Role.REVIEWER, department))
    stranger, firm = actor(somebody(Role.OFFICER, other)), actor(somebody(Role.ENTREPRENEUR))
    found = read_in([a_row(1)], actor=officer)
    assert found.department == department
    for nobody in (reviewer, firm):
        with pytest.raises(NotAllowed):
            read_in([a_row(1)], actor=nobody)
    with pytest.raises(NotAllowed):
        visible_imports(firm)
    assert import_of(reviewer, found.key) == found
    with pytest.raises(NotFound):
        import_of(stranger, found.key)
    refusals: list[tuple[Actor, type[Exception]]] = [
        (reviewer, NotAllowed),
        (stranger, NotFound),
        (firm, NotAllowed),
    ]
    for who, refusal in refusals:
        with pytest.raises(refusal):
            award_import_take(actor=who, key=found.key, choice=ImportChoice.WHOLE, expected_version=2)
        with pytest.raises(refusal):
            award_import_drop(actor=who, key=found.key, expected_version=2)
    with pytest.raises(NotAllowed):  # for a department that is not one's own
        award_import_add(
            actor=officer,
            channel=ImportChannel.UPLOAD,
            source=SOURCE,
            upload=a_table([a_row(1)]),
            department_id=other.pk,
        )
    with pytest.raises(NotAllowed):
        import_go_on(actor=officer, key=found.key)


def test_given_up_nothing_is_taken_in_and_a_stale_page_is_told() -> None:
    found = read_in([a_row(1)])
    with pytest.raises(StaleVersion):
        award_import_drop(actor=SYSTEM, key=found.key, expected_version=1)
    award_import_drop(actor=SYSTEM, key=found.key, expected_version=2)
    with pytest.raises(ImportOver):
        award_import_take(actor=SYSTEM, key=found.key, choice=ImportChoice.WHOLE, expected_version=3)
    assert Award.objects.count() == 0


def test_a_form_sent_twice_is_one_file() -> None:
    told = {"actor": SYSTEM, "channel": ImportChannel.UPLOAD, "source": SOURCE, "key": "same-form-1"}
    upload = a_table([a_row(1)])
    assert award_import_add(**told, upload=upload) == award_import_add(**told, upload=upload)  # type: ignore[arg-type]
    assert AwardImport.objects.count() == 1


@pytest.mark.parametrize("source", ["", "   ", "局" * 201, "局\x00"])
def test_the_source_is_named(source: str) -> None:
    with pytest.raises(ImportUnusable):
        read_in([a_row(1)], source=source)


def test_two_departments_may_use_one_number() -> None:
    taken_in([a_row(1)])
    found = read_in([a_row(1)], source="虚构市人社局")
    assert (found.fresh, found.same) == (1, 0)
    assert (
        read_in([a_row(1)], source="虚构市　工业和信息化局").same == 1
    )  # spaces and width make no other office


def test_a_merged_firm_is_met_under_both_codes() -> None:
    taken_in([a_row(1, uscc=a_uscc(7))])
    assert [s.ref for s in supports_sharing({Key.ENTITY: [a_uscc(7)]})] == [one().ref]
