"""The verbs about scenarios: made, changed, deleted; only by those who may, on the pack version of their day."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhongchuang.core.actors import ANONYMOUS, Actor, PersonActor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties.access import Role
from zhongchuang.policy.access import SIMULATORS
from zhongchuang.policy.errors import ChangeUnusable
from zhongchuang.policy.models import Scenario, ScenarioRun
from zhongchuang.policy.selectors.scenarios import rests_of, scenario_of, scenarios_of
from zhongchuang.policy.services.scenarios import scenario_change, scenario_create, scenario_delete
from zhongchuang.policy.simulation.changes import Change, SetCap, SetCondition, SetParameter
from zhongchuang.policy.tests.factory import TODAY, put_in_force, real_book, sample_book
from zhongchuang.policy.tests.scenario_factory import a_run, a_scenario, drawn

SHARE = "liaoning/transfer-income-share"
SIXTY = SetParameter(SHARE, "share", Decimal("0.60"))
OFFICER = PersonActor(user_id="11", roles=frozenset({Role.OFFICER}))
FINANCE = PersonActor(user_id="12", roles=frozenset({Role.FINANCE}))
AUDITOR = PersonActor(user_id="13", roles=frozenset({Role.AUDITOR}))
MENTOR = PersonActor(user_id="14", roles=frozenset({Role.MENTOR}))


def made(actor: Actor = OFFICER, *changes: Change) -> Scenario:
    return a_scenario(actor, *(changes or (SIXTY,)))


@pytest.mark.usefixtures("packs")
def test_a_scenario_keeps_its_changes_and_the_pack_version_of_its_day() -> None:
    scenario = made(OFFICER, SIXTY, SetCap(SHARE, 5))
    put_in_force(sample_book())
    scenario.refresh_from_db()
    assert scenario.pack_version_id == real_book().version
    assert rests_of(scenario).changes == (SIXTY, SetCap(SHARE, 5))
    entry = AuditEntry.objects.get(verb="policy.scenario_create")
    assert entry.after is not None and entry.after["changes"][0]["value"] == "0.60"


@pytest.mark.usefixtures("packs")
@pytest.mark.parametrize("role", list(Role))
def test_only_some_roles_may_make_one(role: Role) -> None:
    actor = PersonActor(user_id="20", roles=frozenset({role}))
    if role in SIMULATORS:
        assert made(actor).account_id == "20"
    else:
        with pytest.raises(NotAllowed):
            made(actor)
        assert not Scenario.objects.exists()


@pytest.mark.usefixtures("packs")
def test_each_sees_their_own_and_an_auditor_all() -> None:
    own, other = made(OFFICER), made(FINANCE)
    assert list(scenarios_of(OFFICER)) == [own]
    assert set(scenarios_of(AUDITOR)) == {own, other}
    for actor in (MENTOR, ANONYMOUS, PersonActor(user_id="11")):  # the last one was an officer and is no more
        assert list(scenarios_of(actor)) == []
        with pytest.raises(NotFound):
            scenario_of(actor, own.key)
    with pytest.raises(NotFound):
        scenario_of(OFFICER, other.key)


@pytest.mark.usefixtures("packs")
def test_what_makes_no_sense_is_refused_at_its_field_and_nothing_is_kept() -> None:
    for change, field in (
        (SetCondition(SHARE, "in_spase"), "condition"),
        (SetParameter(SHARE, "share", "a lot"), "value"),
        (SetCap("no/such", 5), "measure"),
    ):
        with pytest.raises(ChangeUnusable) as caught:
            made(OFFICER, change)
        assert set(caught.value.fields) == {field}
    with pytest.raises(InvalidInput):
        scenario_create(actor=OFFICER, name="  ", on=TODAY, changes=[SIXTY])
    with pytest.raises(ChangeUnusable):
        made(OFFICER, *[SetCap(SHARE, n) for n in range(61)])
    assert not Scenario.objects.exists() and not AuditEntry.objects.exists()


@pytest.mark.usefixtures("packs")
def test_the_same_request_twice_makes_one() -> None:
    key = new_idempotency_key()
    first, second = (
        scenario_create(actor=OFFICER, name="一", on=TODAY, changes=[SIXTY], key=key) for _ in range(2)
    )
    assert first == second
    assert Scenario.objects.count() == 1


@pytest.mark.usefixtures("packs")
def test_a_change_needs_the_version_that_was_seen_and_leaves_earlier_runs_as_they_were() -> None:
    scenario = made()
    run = a_run(OFFICER, scenario, drawn(OFFICER), computed=False)
    kept = {"name": "改名", "on": TODAY, "changes": [SetCap(SHARE, 5)], "expected_version": 1}
    changed = scenario_change(actor=OFFICER, scenario=scenario, **kept)  # type: ignore[arg-type]  # as above
    assert (changed.name, changed.row_version) == ("改名", 2)
    with pytest.raises(StaleVersion):
        scenario_change(actor=OFFICER, scenario=scenario, **kept)  # type: ignore[arg-type]  # as above
    with pytest.raises(NotFound):
        scenario_change(actor=FINANCE, scenario=scenario, **kept)  # type: ignore[arg-type]  # as above
    with pytest.raises(NotFound):  # looks, but changes nothing
        scenario_change(actor=AUDITOR, scenario=scenario, **kept)  # type: ignore[arg-type]  # as above
    run.refresh_from_db()
    assert run.changes[0]["kind"] == "parameter"


@pytest.mark.usefixtures("packs")
def test_deleting_takes_the_runs_along_and_happens_once() -> None:
    scenario = made()
    a_run(OFFICER, scenario, drawn(OFFICER), computed=False)
    for actor in (FINANCE, AUDITOR):
        with pytest.raises(NotFound):
            scenario_delete(actor=actor, scenario=scenario.key, expected_version=1)
    with pytest.raises(StaleVersion):
        scenario_delete(actor=OFFICER, scenario=scenario.key, expected_version=7)
    key = new_idempotency_key()
    for _ in range(2):
        scenario_delete(actor=OFFICER, scenario=scenario.key, expected_version=1, key=key)
    assert not Scenario.objects.exists() and not ScenarioRun.objects.exists()
    assert AuditEntry.objects.filter(verb="policy.scenario_delete").count() == 1
