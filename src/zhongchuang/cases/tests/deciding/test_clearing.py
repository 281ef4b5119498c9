"""The clearance of cases: what a case is as a support, what its check finds, exceptions by two, what stays decided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from zhongchuang.cases.errors import AmountNotAllowed, BothSides
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Round
from zhongchuang.cases.programmes.claims import claims_of
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.applying import case_withdraw
from zhongchuang.cases.services.clearing import case_check, case_clear, clearance_of, holder_of
from zhongchuang.cases.services.deciding import (
    Asked,
    case_approve,
    case_cosign,
    case_cosign_back,
    case_refuse,
)
from zhongchuang.cases.services.exceptions import (
    exception_ask,
    exception_confirm,
    exception_refuse,
    warning_looked,
)
from zhongchuang.cases.services.supporting import case_support_keep, support_of
from zhongchuang.cases.tests.factory import (
    applicant,
    at_post,
    case_at,
    content,
    department,
    funded_round,
    make_programme,
    meeting,
    organisation,
)
from zhongchuang.clearance.errors import (
    NoClearance,
    NoFinding,
    NotClear,
    OverrideClosed,
    OverrideOpen,
    SamePerson,
    WarningsUnseen,
)
from zhongchuang.clearance.models import Check, Clearance, Override, StoredSupport
from zhongchuang.clearance.rules import Key, Level, Standing
from zhongchuang.clearance.selectors.checks import check_of, checks_waiting, exceptions_published
from zhongchuang.clearance.selectors.clearing import was_excepted
from zhongchuang.clearance.tests.scene import kept, rule, rules_in, support
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, RelationKind
from zhongchuang.parties.services.relations import Document, Terms
from zhongchuang.parties.tests.factory import SYSTEM, a_document, actor

pytestmark = pytest.mark.django_db
ASKED = 5_000_000
CAP = rule("cap", "cap", ["entity", "category"], amount="60000")
ONCE = rule("once", "block", ["entity", "category"])
REASON = "灾后重建，省政府专题会议议定。"
Rules = Callable[..., None]


@pytest.fixture
def rules(tmp_path: Path, settings: Settings) -> Rules:
    """Rules that bind for this test."""

    def bind(*said: dict[str, Any]) -> None:
        settings.CUMULATION_DEMONSTRATION_DIR = rules_in(tmp_path, *said)

    return bind


def call() -> Round:
    bare: dict[str, Any] = {"chain": [], "review": None, "notice": None, "claims": []}
    said = content(id="clearing", steps=["accept", "decide", "cosign", "pay"], **bare)
    return funded_round(programme=make_programme(said))


def waiting(at: Round, of: Organisation | None = None) -> Case:
    case = case_at(State.TO_DECIDE, round=at, asked=ASKED, organisation=of, of=applicant(of))
    case_support_keep(SYSTEM, case)
    return case


def an_award(yuan: int, **keys: str) -> None:
    own = {"entity": organisation(1).uscc, "category": "test", "department": department().uscc}
    named = own | keys
    kept(support("award:1", yuan * 100, Standing.PAID, **named))  # type: ignore[arg-type]


def reviewer() -> Actor:
    return actor(at_post(Role.REVIEWER, bound=True))


def officer() -> Actor:
    return actor(at_post(Role.OFFICER, bound=True))


def approve(case: Case, amount: int = ASKED) -> None:
    case.refresh_from_db()
    case_approve(actor=reviewer(), asked=Asked(case.pk, case.row_version, "符合条件。", meeting(), amount))


def stored(case: Case) -> StoredSupport:
    return StoredSupport.objects.get(ref=holder_of(case))


class TestSupport:
    def test_it_says_who_where_how_much_and_for_what(self) -> None:
        case = waiting(call())
        found = support_of(case)
        assert (found.ref, found.amount, found.level) == (f"case:{case.number}", ASKED, Level.PROVINCE)
        assert found.place == case.place_id and found.on == clock.today()
        assert found.of(Key.ENTITY) == {organisation(1).uscc.casefold()}
        assert found.of(Key.CATEGORY) == {"test"} and found.of(Key.PROGRAMME) == {"test/clearing"}
        assert found.of(Key.DEPARTMENT) == {case.round.department.uscc.casefold()}

    def test_invoices_have_the_number_they_are_claimed_by(self) -> None:
        invoices = {"kind": "invoice", "keys": ["project"], "text": {"zh": "发票一次", "en": "Once"}}
        bare: dict[str, Any] = {"chain": [], "review": None, "notice": None, "claims": [invoices]}
        said = content(id="invoiced", steps=["accept", "decide", "cosign", "pay"], **bare)
        at = funded_round(programme=make_programme(said))
        case = case_at(State.TO_DECIDE, round=at)
        case.answers = {**case.answers, "project": "2491 2000 0000 1234 5678"}
        assert support_of(case).of(Key.INVOICE) == {"24912000000012345678"}
        assert len(claims_of(programme_of(case), case.answers, None)) == 1  # type: ignore[arg-type]

    def test_a_merged_firm_is_also_the_one_it_was(self) -> None:
        case, kept_one = waiting(call()), organisation(2)
        old = organisation(1)
        Organisation.objects.filter(pk=old.pk).update(state="merged", merged_into=kept_one)
        later = Case.objects.get(pk=case.pk)
        assert support_of(later).of(Key.ENTITY) == {old.uscc.casefold(), kept_one.uscc.casefold()}

    def test_it_follows_the_case_to_its_end(self, rules: Rules) -> None:
        rules(CAP)
        case = waiting(call())
        assert stored(case).standing == Standing.WAITING
        case_clear(actor=officer(), case_id=case.pk)
        assert stored(case).standing == Standing.CLEARED
        approve(case, 3_000_000)
        assert (stored(case).standing, stored(case).amount) == (Standing.AWARDED, 3_000_000)
        case.refresh_from_db()
        finance = actor(at_post(Role.FINANCE, place="990000"))
        case_cosign_back(actor=finance, asked=Asked(case.pk, case.row_version, "请补充说明。"))
        assert (stored(case).standing, stored(case).amount) == (Standing.CLEARED, ASKED)
        case.refresh_from_db()
        again = Asked(case.pk, case.row_version, "不符合条件。", meeting())
        case_refuse(actor=reviewer(), asked=again)
        assert stored(case).standing == Standing.ENDED

    def test_taken_back_it_counts_no_more(self) -> None:
        owner = applicant()
        case = case_at(State.TO_DECIDE, round=call(), of=owner)
        case_support_keep(SYSTEM, case)
        case_withdraw(actor=actor(owner), case_id=case.pk, expected_version=case.row_version)
        assert stored(case).standing == Standing.ENDED


class TestDeciding:
    def test_no_more_is_granted_than_the_check_left(self, rules: Rules) -> None:
        rules(CAP)
        an_award(40_000)
        case = waiting(call())
        assert case_clear(actor=officer(), case_id=case.pk).allowed == 2_000_000
        with pytest.raises(AmountNotAllowed, match=r"20,000\.00"):
            approve(case, 2_000_001)
        approve(case, 2_000_000)

    def test_an_award_that_becomes_known_stops_the_decision_and_the_cosigning(self, rules: Rules) -> None:
        rules(CAP)
        case = waiting(call())
        case_clear(actor=officer(), case_id=case.pk)
        with transaction.atomic():
            an_award(40_000)
            with pytest.raises(NoClearance):
                clearance_of(case)
            transaction.set_rollback(True)
        approve(case, 3_000_000)
        case.refresh_from_db()
        an_award(40_000)
        finance = actor(at_post(Role.FINANCE, place="990000"))
        with pytest.raises(NoClearance):
            case_cosign(actor=finance, asked=Asked(case.pk, case.row_version))

    def test_a_sister_case_decided_later_does_not_stop_the_first_one(self, rules: Rules) -> None:
        rules(CAP)
        at = call()
        first, second = waiting(at), waiting(at)
        case_clear(actor=officer(), case_id=first.pk)
        assert case_clear(actor=officer(), case_id=second.pk).allowed == 1_000_000
        approve(second, 1_000_000)
        approve(first)
        first.refresh_from_db()
        finance = actor(at_post(Role.FINANCE, place="990000"))
        case_cosign(actor=finance, asked=Asked(first.pk, first.row_version))
        first.refresh_from_db()
        with transaction.atomic():
            clearance_of(first, pays=True)

    def test_blocked_is_kept_and_nothing_is_approved(self, rules: Rules) -> None:
        rules(ONCE)
        an_award(1)
        case = waiting(call())
        with pytest.raises(NotClear, match="once"):
            case_clear(actor=officer(), case_id=case.pk)
        assert check_of(holder_of(case)) is not None
        with pytest.raises(NoClearance):
            approve(case)

    def test_what_was_never_asked_for_is_checked_with_what_is_to_be_granted(self, rules: Rules) -> None:
        rules(CAP)
        an_award(40_000)
        case = waiting(call())
        Case.objects.filter(pk=case.pk).update(asked=None)
        case_clear(actor=officer(), case_id=case.pk)
        with pytest.raises(AmountNotAllowed, match=r"20,000\.00"):
            approve(case, 2_000_001)


class TestSisters:
    def test_one_controller_through_a_holding_is_found_and_shown_step_by_step(self) -> None:
        """甲 ← 控股公司 ← 张某 → 乙: nobody shares a name, an address or a representative."""
        first, second, holding = organisation(1), organisation(2), organisation(3)
        relate(first, holding.uscc)
        relate(holding, a_document(1, "虚构张某"))
        relate(second, a_document(1, "虚构张某"))
        at = call()
        waiting(at, second)
        mine = waiting(at, first)
        checked = case_check(actor=officer(), case_id=mine.pk)
        assert checked.clearance is not None  # a warning: somebody looks
        found = next(
            one
            for one in Check.objects.get(holder=holder_of(mine)).findings
            if one["rule"] == "related-parties"
        )
        assert found["outcome"] == "warned"
        ((_ref, path),) = found["paths"]
        assert [step[1] for step in path] == ["controller"] * 3
        assert {holding.name, first.name, second.name} <= {
            name for step in path for name in (step[0], step[2])
        }
        assert "虚构张某" not in str(path)  # masked


def relate(of: Organisation, holder: Document | str) -> None:
    of.refresh_from_db()
    parties.relation_declare(
        actor=SYSTEM,
        organisation=of,
        kind=RelationKind.CONTROLLER,
        holder=holder,
        terms=Terms(since=clock.today(), source="虚构登记"),
        expected_version=of.row_version,
    )


class TestExceptions:
    @pytest.fixture
    def blocked(self, rules: Rules) -> Case:
        rules(ONCE)
        an_award(1)
        case = waiting(call())
        assert case_check(actor=officer(), case_id=case.pk).clearance is None
        return case

    def ask(self, case: Case, by: Actor, reason: str = REASON) -> Override:
        facts = Check.objects.get(holder=holder_of(case)).facts_sha256
        return exception_ask(actor=by, case_id=case.pk, facts=facts, reason=reason)

    def test_two_officers_a_reason_and_it_is_public(self, blocked: Case) -> None:
        row = self.ask(blocked, officer())
        assert list(exceptions_published()) == []
        checked = exception_confirm(
            actor=reviewer(), case_id=blocked.pk, number=row.number, expected_version=1
        )
        assert checked.clearance is not None and checked.clearance.overridden
        assert checked.clearance.allowed == ASKED
        (public,) = exceptions_published()
        assert was_excepted(checked.clearance.code)
        assert (public.recipient, public.reason, public.rules[0]["id"]) == (
            blocked.applicant_name,
            REASON,
            "once",
        )
        approve(blocked)

    def test_not_the_same_person_not_even_past_the_program(self, blocked: Case) -> None:
        one = officer()
        row = self.ask(blocked, one)
        with pytest.raises(SamePerson):
            exception_confirm(actor=one, case_id=blocked.pk, number=row.number, expected_version=1)
        row.answered_by = row.asked_by
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()

    @pytest.mark.parametrize("reason", ["", "太短了", " " * 20])
    def test_a_reason_of_ten_characters(self, blocked: Case, reason: str) -> None:
        with pytest.raises(InvalidInput):
            self.ask(blocked, officer(), reason)

    @pytest.mark.parametrize(
        "number",
        ["138 0013 8000", "０２４－２３８９１２３４", "21010219900307123X", "6222 0212 3456 7890 123"],
    )
    def test_what_is_published_holds_no_number_of_a_person(self, blocked: Case, number: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            self.ask(blocked, officer(), f"两件内容不同，已电话核实，联系 {number}")
        assert "reason" in refused.value.fields
        assert not Override.objects.exists()

    def test_what_is_published_does_not_name_the_person_who_applies(self, blocked: Case) -> None:
        Case.objects.filter(pk=blocked.pk).update(organisation=None, applicant_name="虚构赵某")
        with pytest.raises(InvalidInput):
            self.ask(blocked, officer(), "虚构 赵某两件内容不同，已核实材料")
        assert not Override.objects.exists()

    def test_another_department_knows_nothing_of_it(self, blocked: Case) -> None:
        row = self.ask(blocked, officer())
        stranger = actor(at_post(Role.RECOMMENDER, place="990102"))
        with pytest.raises((NotFound, NotAllowed)):
            exception_confirm(actor=stranger, case_id=blocked.pk, number=row.number, expected_version=1)

    def test_who_stands_behind_the_applicant_does_not_make_it(self, blocked: Case) -> None:
        both = at_post(Role.OFFICER, bound=True)
        Case.objects.filter(pk=blocked.pk).update(account=both)
        with pytest.raises(BothSides):
            self.ask(blocked, actor(both))

    def test_changed_facts_void_it(self, blocked: Case) -> None:
        row = self.ask(blocked, officer())
        exception_confirm(actor=reviewer(), case_id=blocked.pk, number=row.number, expected_version=1)
        kept(support("award:2", 100, Standing.PAID, entity=organisation(1).uscc, category="test"))
        with pytest.raises(NoClearance):
            approve(blocked)
        assert case_check(actor=officer(), case_id=blocked.pk).clearance is None
        row.refresh_from_db()
        assert row.state == "void" and row in exceptions_published()
        assert not Clearance.objects.filter(voided_at=None, holder=holder_of(blocked)).exists()

    def test_one_at_a_time_and_answered_once(self, blocked: Case) -> None:
        row = self.ask(blocked, officer())
        with pytest.raises(OverrideOpen, match=row.number):
            self.ask(blocked, officer())
        second = reviewer()
        exception_refuse(
            actor=second, case_id=blocked.pk, number=row.number, expected_version=1, answer="依据不足"
        )
        with pytest.raises(OverrideClosed):
            exception_confirm(actor=second, case_id=blocked.pk, number=row.number, expected_version=2)
        self.ask(blocked, officer())

    def test_the_page_was_old(self, blocked: Case) -> None:
        with pytest.raises(OverrideClosed):
            exception_ask(actor=officer(), case_id=blocked.pk, facts="0" * 64, reason=REASON)

    def test_nothing_stands_against_it(self, rules: Rules) -> None:
        rules(ONCE)
        case = waiting(call())
        case_clear(actor=officer(), case_id=case.pk)
        with pytest.raises(NoFinding):
            self.ask(case, officer())

    def test_it_waits_in_the_list_of_its_department_until_it_is_decided(self, blocked: Case) -> None:
        assert [one.holder for one in checks_waiting(officer(), "blocked")] == [holder_of(blocked)]
        row = self.ask(blocked, officer())
        assert [one.holder for one in checks_waiting(officer(), "overrides")] == [holder_of(blocked)]
        exception_confirm(actor=reviewer(), case_id=blocked.pk, number=row.number, expected_version=1)
        assert not checks_waiting(officer()).exists()
        assert not checks_waiting(actor(at_post(Role.RECOMMENDER, place="990102"))).exists()


def test_a_warning_is_looked_at_once_for_the_same_facts(rules: Rules) -> None:
    rules(rule("look", "warn", ["entity", "category"]))
    an_award(1)
    case = waiting(call())
    case_clear(actor=officer(), case_id=case.pk)
    check = Check.objects.get(holder=holder_of(case))
    assert [one.pk for one in checks_waiting(officer(), "warned")] == [check.pk]
    with pytest.raises(InvalidInput):
        warning_looked(actor=officer(), case_id=case.pk, facts=check.facts_sha256, words="")
    with pytest.raises(WarningsUnseen, match="核对提示"):
        approve(case, 100_00)
    warning_looked(actor=officer(), case_id=case.pk, facts=check.facts_sha256, words="不是同一件事")
    assert not checks_waiting(officer(), "warned").exists()
    approve(case, 100_00)
    assert Case.objects.get(pk=case.pk).granted == 100_00
