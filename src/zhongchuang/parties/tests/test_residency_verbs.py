"""What happens to tenants is recorded, held against the course, corrected and never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import UsccInvalid
from zhongchuang.parties.errors.spaces import (
    CorrectedAlready,
    CourseImpossible,
    ResidentElsewhere,
    SpaceInputWrong,
    TenantTaken,
)
from zhongchuang.parties.models import (
    GraduationReview,
    Organisation,
    ResidencyEvent,
    Standing,
    Tenant,
    TenantDeclaration,
)
from zhongchuang.parties.selectors.residency import happened_to
from zhongchuang.parties.services import membership_add
from zhongchuang.parties.services.graduation import tenant_graduate
from zhongchuang.parties.services.residency import declaration_record, event_correct, residency_record
from zhongchuang.parties.services.tenant_records import Occurrence
from zhongchuang.parties.spaces.graduation import Result, standard, standards_on
from zhongchuang.parties.spaces.residency import EventKind, Stay, residency_as_at
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account, make_organisation
from zhongchuang.parties.tests.space_factory import (
    ADMITTED,
    a_code,
    an_operator,
    happens,
    make_space,
    make_tenant,
    operator_of,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
LATER = dt.date(2026, 5, 6)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with use_date(TODAY):  # the clock stands: what is recorded is told apart all the same
        yield


def of_agreement(met: str = "financed", evidence: str = "投资协议，2026年4月1日到账") -> list[Result]:
    return [
        Result("company", None),
        Result("financed", met == "financed", evidence),
        Result("premises", False, "还在本空间"),
    ]


def graduate(tenant: Tenant, *, met: str = "financed", on: dt.date = LATER) -> GraduationReview:
    tenant.refresh_from_db()
    against = standard("agreement")
    assert against is not None
    return tenant_graduate(
        actor=SYSTEM,
        tenant=tenant,
        on=on,
        against=against,
        results=of_agreement(met),
        expected_version=tenant.row_version,
    )


def test_applied_admitted_and_out_again() -> None:
    space = make_space()
    tenant = make_tenant(space, kind=EventKind.APPLIED, on=dt.date(2025, 1, 6))
    assert tenant.stay == Stay.APPLIED
    happens(tenant, EventKind.ADMITTED, ADMITTED)
    happens(tenant, EventKind.MILESTONE, LATER, milestone="award", note="二等奖")
    happens(tenant, EventKind.LEFT, dt.date(2026, 9, 1), why="合同到期")
    tenant.refresh_from_db()
    assert (tenant.stay, tenant.admitted_on, tenant.since) == ("left", ADMITTED, dt.date(2026, 9, 1))
    moments = [event.recorded_at for event in ResidencyEvent.objects.order_by("pk")]
    assert moments == sorted(set(moments)), "every record has a moment of its own, also when the clock stands"


def test_what_cannot_follow_is_refused_and_nothing_is_written() -> None:
    tenant = make_tenant(make_space())
    before = AuditEntry.objects.count()
    for kind in (EventKind.APPLIED, EventKind.ADMITTED, EventKind.REFUSED):
        with pytest.raises(CourseImpossible):
            happens(tenant, kind, LATER)
    happens(tenant, EventKind.LEFT, dt.date(2026, 2, 1))
    with pytest.raises(CourseImpossible, match="2026年2月1日"):
        happens(tenant, EventKind.LEFT, dt.date(2025, 9, 1))  # it would make the later one impossible
    assert ResidencyEvent.objects.count() == 2
    assert AuditEntry.objects.count() == before + 1


@pytest.mark.parametrize("on", [dt.date(2026, 11, 22), dt.date(2024, 2, 29)])
def test_a_day_after_today_or_before_the_space_opened_is_refused(on: dt.date) -> None:
    with pytest.raises(SpaceInputWrong):
        make_tenant(make_space(), on=on)


def test_a_code_must_check_and_a_firm_stands_in_a_register_once() -> None:
    space, code = make_space(), a_code()
    with pytest.raises(UsccInvalid):
        make_tenant(space, uscc="91999999000000000A")
    make_tenant(space, "虚构甲", uscc=code)
    with pytest.raises(TenantTaken):
        make_tenant(space, "虚构甲", uscc=code)
    make_tenant(space, "团队甲", team=True)
    with pytest.raises(TenantTaken):
        make_tenant(space, "团队甲", team=True)
    assert Organisation.objects.filter(uscc=code).get().name == "虚构甲"


def test_a_firm_is_in_one_space_at_a_time() -> None:
    code, first, second = a_code(), make_space("甲空间"), make_space("乙空间")
    here = make_tenant(first, uscc=code)
    with pytest.raises(ResidentElsewhere, match="甲空间"):
        make_tenant(second, uscc=code, on=LATER)
    assert not Tenant.objects.filter(space=second).exists()
    happens(here, EventKind.LEFT, LATER)
    make_tenant(second, uscc=code, on=LATER)  # the day it left is free
    with pytest.raises(ResidentElsewhere, match="乙空间"):
        happens(here, EventKind.ADMITTED, dt.date(2026, 7, 1))


def test_a_stay_that_overlaps_only_in_the_past_is_refused_too() -> None:
    code, first, second = a_code(), make_space("甲空间"), make_space("乙空间")
    happens(make_tenant(first, uscc=code), EventKind.LEFT, LATER)
    with pytest.raises(ResidentElsewhere):
        make_tenant(second, uscc=code, on=dt.date(2026, 5, 5))


def test_with_a_reason_it_may_be_in_two_and_the_reason_stays() -> None:
    code = a_code()
    make_tenant(make_space("甲空间"), uscc=code)
    told = make_tenant(make_space("乙空间"), uscc=code, payload={"justification": "中试线只在乙空间"})
    assert told.justified and told.stay == Stay.RESIDENT
    assert residency_as_at(happened_to(told), TODAY).justification == "中试线只在乙空间"


def test_the_database_itself_holds_one_space() -> None:
    """The control of the check above: past the verb, the constraint still refuses."""
    code = a_code()
    make_tenant(make_space("甲空间"), uscc=code)
    firm = Organisation.objects.get(uscc=code)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenant.objects.create(space=make_space("乙空间"), organisation=firm, stay=Stay.RESIDENT.value)


def test_a_team_becomes_a_firm_and_is_known_by_both() -> None:
    space, code = make_space(), a_code()
    tenant = make_tenant(space, "晨星团队", team=True)
    happens(tenant, EventKind.MILESTONE, LATER, milestone="registered", uscc=code, name="晨星科技")
    tenant.refresh_from_db()
    assert tenant.organisation is not None and tenant.organisation.uscc == code
    assert tenant.team == "晨星团队"
    with pytest.raises(SpaceInputWrong):
        happens(tenant, EventKind.MILESTONE, LATER, milestone="registered", uscc=a_code(), name="又一家")


def test_graduating_needs_the_standard_of_the_day_and_evidence() -> None:
    assert [one.id for one in standards_on(dt.date(2025, 6, 12))] == ["torch-2018", "agreement"]
    assert [one.id for one in standards_on(LATER)] == ["agreement"]
    tenant = make_tenant(make_space())
    old = standard("torch-2018")
    assert old is not None
    with pytest.raises(SpaceInputWrong):
        tenant_graduate(actor=SYSTEM, tenant=tenant, on=LATER, against=old, results=[], expected_version=2)
    against = standard("agreement")
    assert against is not None
    with pytest.raises(SpaceInputWrong) as caught:
        tenant_graduate(
            actor=SYSTEM,
            tenant=tenant,
            on=LATER,
            against=against,
            results=of_agreement(evidence=" "),
            expected_version=2,
        )
    assert list(caught.value.fields) == ["evidence_financed"]


def test_it_graduates_and_results_that_do_not_meet_are_kept_as_well() -> None:
    tenant = make_tenant(make_space())
    failed = graduate(tenant, met="nothing")
    tenant.refresh_from_db()
    assert (failed.passed, tenant.stay) == (False, "resident")
    passed = graduate(tenant)
    tenant.refresh_from_db()
    assert (passed.passed, tenant.stay) == (True, "graduated")
    assert [row.passed for row in GraduationReview.objects.order_by("pk")] == [False, True]
    assert passed.results[1] == {
        "criterion": "financed",
        "met": True,
        "evidence": "投资协议，2026年4月1日到账",
    }
    event = ResidencyEvent.objects.get(kind="graduated")
    assert event.payload == {"review": passed.pk, "standard": "agreement"}


def test_a_correction_replaces_and_the_record_stays() -> None:
    tenant = make_tenant(make_space())
    happens(tenant, EventKind.LEFT, LATER)
    event = ResidencyEvent.objects.get(kind="left")
    known = event.recorded_at
    tenant.refresh_from_db()
    corrected = event_correct(
        actor=SYSTEM,
        tenant=tenant,
        event=event,
        to=Occurrence(EventKind.LEFT, dt.date(2026, 8, 1), {"why": "合同延到八月"}),
        reason="日期抄错",
        expected_version=tenant.row_version,
    )
    assert corrected.since == dt.date(2026, 8, 1)
    events = happened_to(tenant)
    assert residency_as_at(events, dt.date(2026, 6, 1), known).stay is Stay.LEFT
    assert residency_as_at(events, dt.date(2026, 6, 1)).stay is Stay.RESIDENT
    with pytest.raises(CorrectedAlready):
        event_correct(
            actor=SYSTEM,
            tenant=corrected,
            event=event,
            to=None,
            reason="又一次",
            expected_version=corrected.row_version,
        )
    newest = ResidencyEvent.objects.get(corrects=event)
    undone = event_correct(
        actor=SYSTEM,
        tenant=corrected,
        event=newest,
        to=None,
        reason="没有退出",
        expected_version=corrected.row_version,
    )
    assert undone.stay == "resident"


def test_a_correction_needs_a_reason_and_may_not_break_the_course() -> None:
    tenant = make_tenant(make_space())
    happens(tenant, EventKind.LEFT, LATER)
    admitted = ResidencyEvent.objects.get(kind="admitted")
    tenant.refresh_from_db()
    with pytest.raises(SpaceInputWrong):
        event_correct(
            actor=SYSTEM,
            tenant=tenant,
            event=admitted,
            to=None,
            reason=" ",
            expected_version=tenant.row_version,
        )
    with pytest.raises(CourseImpossible):
        event_correct(
            actor=SYSTEM,
            tenant=tenant,
            event=admitted,
            to=None,
            reason="撤",
            expected_version=tenant.row_version,
        )


def test_records_are_only_ever_added() -> None:
    tenant = make_tenant(make_space(), values={"staff": 3})
    graduate(tenant)
    for model in (ResidencyEvent, TenantDeclaration, GraduationReview):
        row = model.objects.order_by("pk")[0]
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.update(actor_ref="somebody-else")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.order_by("pk").filter(pk=row.pk)._raw_delete(
                "default"
            )  # past Django's own protection


def test_a_stale_page_and_a_double_click() -> None:
    tenant = make_tenant(make_space())
    key = new_idempotency_key()
    what = Occurrence(EventKind.MILESTONE, LATER, {"milestone": "award"})
    version = tenant.row_version
    for _ in range(2):
        residency_record(actor=SYSTEM, tenant=tenant, what=what, expected_version=version, key=key)
    assert ResidencyEvent.objects.filter(kind="milestone").count() == 1
    with pytest.raises(StaleVersion):
        residency_record(actor=SYSTEM, tenant=tenant, what=what, expected_version=version)


def test_only_who_acts_for_the_operator_records() -> None:
    space = make_space()
    tenant = make_tenant(space)
    inside, outside = an_operator(operator_of(space)), make_account(Role.OPERATOR)
    member = make_account(Role.OPERATOR)
    membership_add(actor=SYSTEM, account=member, organisation=operator_of(space), standing=Standing.MEMBER)
    what = Occurrence(EventKind.MILESTONE, LATER, {"milestone": "award"})
    for account in (outside, make_account(*Role)):
        with pytest.raises(NotAllowed):
            residency_record(
                actor=actor(account), tenant=tenant, what=what, expected_version=tenant.row_version
            )
    for account in (inside, member):
        tenant = residency_record(
            actor=actor(account), tenant=tenant, what=what, expected_version=tenant.row_version
        )


def test_figures_are_declared_as_at_a_day_and_contradictions_are_refused() -> None:
    tenant = make_tenant(make_space(), values={"staff": 3, "workstations": 4})
    declared = declaration_record(
        actor=SYSTEM,
        tenant=tenant,
        on=LATER,
        values={"staff": 5, "staff_college": 5},
        expected_version=tenant.row_version,
    )
    for values in ({"staff": 2, "staff_college": 3}, {}):
        with pytest.raises(SpaceInputWrong):
            declaration_record(
                actor=SYSTEM, tenant=declared, on=LATER, values=values, expected_version=declared.row_version
            )
    assert [row.values for row in TenantDeclaration.objects.order_by("pk")] == [
        {"staff": 3, "workstations": 4},
        {"staff": 5, "staff_college": 5},
    ]


def test_an_organisation_the_platform_knows_keeps_its_name() -> None:
    known = make_organisation(a_code(), "原来的名称有限公司")
    make_tenant(make_space(), "名册里另写的名称", uscc=known.uscc)
    known.refresh_from_db()
    assert known.name == "原来的名称有限公司"
