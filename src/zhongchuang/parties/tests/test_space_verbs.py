"""A makerspace registered, changed, held by others, recognised and revoked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from zhongchuang.core import search
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors.spaces import RecognisedAlready, RecognitionOver, SpaceInputWrong
from zhongchuang.parties.models import (
    HolderRole,
    Recognition,
    RecognitionLevel,
    Space,
    SpaceHolder,
    SpaceKind,
)
from zhongchuang.parties.selectors.spaces import (
    SpacesWanted,
    managed_organisations,
    run_by,
    space_choices,
    spaces_like,
    works_at,
)
from zhongchuang.parties.services.recognition import recognition_grant, recognition_revoke
from zhongchuang.parties.services.spaces import (
    Room,
    capacity_record,
    holder_change,
    space_edit,
    space_register,
)
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account, make_organisation
from zhongchuang.parties.tests.space_factory import (
    a_code,
    an_operator,
    details,
    make_space,
    make_tenant,
    operator_of,
)

pytestmark = pytest.mark.django_db
ROOM = Room(1_000, 800, 60)
TODAY = dt.date(2026, 11, 21)


def granted(space: Space, number: str = "甘科认〔2026〕1号", **changes: Any) -> Recognition:
    given: dict[str, Any] = {
        "level": RecognitionLevel.PROVINCIAL,
        "number": number,
        "since": dt.date(2026, 1, 1),
        "until": None,
        "basis": "甘政办发〔2016〕33号 四（五）",
        **changes,
    }
    return recognition_grant(actor=SYSTEM, space=space, **given)


def test_a_manager_registers_a_space_and_works_there() -> None:
    held = make_organisation(a_code())
    manager = an_operator(held)
    space = space_register(actor=actor(manager), details=details(), operator=held, owner=held, room=ROOM)
    assert works_at(actor(manager), space)
    assert not works_at(actor(make_account(Role.OPERATOR)), space)
    assert [one.name for one in space.fields.all()] == ["新材料"]
    assert space.capacities.get().workstations == 60
    assert list(managed_organisations(actor(manager))) == [held]
    assert AuditEntry.objects.filter(verb="parties.space_register").count() == 1
    hits = search.find(search.SearchQuery("虚构众创空间", kind=("space",)), actor=ANONYMOUS).hits
    assert [hit.key for hit in hits] == [str(space.pk)]


def test_nobody_registers_a_space_for_an_organisation_they_do_not_manage() -> None:
    held = make_organisation(a_code())
    for role in (Role.OPERATOR, Role.ENTREPRENEUR, Role.REVIEWER):
        with pytest.raises(NotAllowed):
            space_register(
                actor=actor(make_account(role)), details=details(), operator=held, owner=held, room=ROOM
            )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"fields": ()}, "fields"),
        ({"fields": tuple(f"领域{n}" for n in range(9))}, "fields"),
        ({"opened_on": dt.date(2999, 1, 1)}, "opened_on"),
        ({"closed_on": dt.date(2020, 1, 1)}, "closed_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(changes: dict[str, Any], field: str) -> None:
    held = make_organisation(a_code())
    with pytest.raises(SpaceInputWrong) as caught:
        space_register(actor=SYSTEM, details=details(**changes), operator=held, owner=held, room=ROOM)
    assert list(caught.value.fields) == [field]
    with pytest.raises(SpaceInputWrong):
        space_register(actor=SYSTEM, details=details(), operator=held, owner=held, room=Room(100, 101, 1))
    assert not Space.objects.exists()


def test_a_change_is_logged_and_a_stale_page_changes_nothing() -> None:
    space = make_space()
    changed = space_edit(
        actor=SYSTEM,
        space=space,
        details=details("改名众创空间", fields=("现代农业", "新材料")),
        expected_version=1,
    )
    assert (changed.name, [one.name for one in changed.fields.all()]) == (
        "改名众创空间",
        ["新材料", "现代农业"],
    )
    with pytest.raises(StaleVersion):
        space_edit(actor=SYSTEM, space=space, details=details("再改"), expected_version=1)
    entry = AuditEntry.objects.get(verb="parties.space_edit")
    assert entry.before is not None and entry.after is not None
    assert entry.before["name"] == "虚构众创空间" and entry.after["name"] == "改名众创空间"


def test_room_is_a_row_from_a_day_on() -> None:
    space = make_space()
    with use_date(TODAY):
        capacity_record(
            actor=SYSTEM,
            space=space,
            since=dt.date(2026, 1, 1),
            room=Room(2_000, 1_500, 90),
            expected_version=1,
        )
        with pytest.raises(SpaceInputWrong):
            capacity_record(
                actor=SYSTEM, space=space, since=dt.date(2027, 1, 1), room=ROOM, expected_version=2
            )
    assert [row.workstations for row in space.capacities.all()] == [60, 90]


def test_another_operator_takes_over_and_the_old_one_is_out() -> None:
    space = make_space()
    before, after = an_operator(operator_of(space)), make_organisation(a_code(), "接手公司")
    newcomer = an_operator(after)
    officer = make_account(Role.OFFICER)
    with pytest.raises(NotAllowed):
        holder_change(
            actor=actor(before),
            space=space,
            role=HolderRole.OPERATOR,
            organisation=after,
            since=dt.date(2026, 1, 1),
            expected_version=1,
        )
    holder_change(
        actor=actor(officer),
        space=space,
        role=HolderRole.OPERATOR,
        organisation=after,
        since=dt.date(2026, 1, 1),
        expected_version=1,
    )
    assert not works_at(actor(before), space) and works_at(actor(newcomer), space)
    assert list(run_by(actor(newcomer))) == [space]
    ended = SpaceHolder.objects.get(space=space, role="operator", until__isnull=False)
    assert ended.until == dt.date(2025, 12, 31)


def test_recognised_revoked_and_recognised_anew() -> None:
    space = make_space()
    first = granted(space)
    with pytest.raises(RecognisedAlready):
        granted(space, "甘科认〔2026〕2号")  # of one level one at a time
    other = make_space("另一空间")
    with pytest.raises(RecognisedAlready):
        granted(other)  # one number, one recognition
    revoked = recognition_revoke(
        actor=actor(make_account(Role.REVIEWER)),
        recognition=first,
        on=dt.date(2026, 6, 1),
        reason="考核不合格。",
        expected_version=1,
    )
    assert revoked.revoked_reason == "考核不合格。"
    with pytest.raises(RecognitionOver):
        recognition_revoke(
            actor=SYSTEM, recognition=revoked, on=dt.date(2026, 7, 1), reason="又一次", expected_version=2
        )
    granted(space, "甘科认〔2026〕3号", since=dt.date(2026, 6, 1), case_ref="SQ-1")
    told = OutboxEvent.objects.filter(name="parties.space_recognised").order_by("pk")
    assert [row.payload["revoked"] for row in told] == [False, True, False]


def test_only_the_platform_and_reviewers_recognise() -> None:
    space = make_space()
    for role in set(Role) - {Role.REVIEWER}:
        with pytest.raises(NotAllowed):
            recognition_grant(
                actor=actor(make_account(role)),
                space=space,
                level=RecognitionLevel.CITY,
                number="x",
                since=TODAY,
                until=None,
                basis="y",
            )
    with pytest.raises(SpaceInputWrong):
        granted(space, basis=" ")
    with pytest.raises(SpaceInputWrong):
        granted(space, until=dt.date(2025, 1, 1))


def test_the_database_wants_a_reason_for_a_revocation() -> None:
    given = granted(make_space())
    with pytest.raises(DatabaseError), transaction.atomic():
        Recognition.objects.filter(pk=given.pk).update(revoked_on=TODAY)


def test_the_list_narrows_and_counts_what_each_answer_leaves() -> None:
    with use_date(TODAY):
        one, two = make_space("甲空间"), make_space("乙空间", kind=SpaceKind.MEDIA, fields=("现代农业",))
        make_tenant(one)
        granted(one)
        found = {space.name: space for space in spaces_like(SpacesWanted())}
        assert (found["甲空间"].recognised, found["甲空间"].residents) == ("provincial", 1)
        assert (found["乙空间"].recognised, found["乙空间"].residents) == ("none", 0)
        assert list(spaces_like(SpacesWanted(recognised=("provincial",)))) == [one]
        assert list(spaces_like(SpacesWanted(field=("现代农业",)))) == [two]
        assert list(spaces_like(SpacesWanted(words="乙"))) == [two]
        choices = space_choices(SpacesWanted(kind=("media",))).found
        assert {c.value: c.count for c in choices["kind"]} == {"makers": 1, "media": 1}
        assert {c.value: c.count for c in choices["recognised"]} == {"none": 1, "provincial": 0}
        assert {c.value: c.count for c in choices["field"]} == {"现代农业": 1}
