"""The suite's own databases: emptied as Django empties them, and asked only of tests that may reach one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase

from tests.databases import empty, needs_database
from zhongchuang.core.append_only import guards
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.tests.factory import write_entry
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, RoleGrant
from zhongchuang.parties.tests.factory import make_account


@pytest.mark.django_db(transaction=True)
def test_all_goes_but_what_migrating_made_and_the_guards_stand_again() -> None:
    made = (ContentType.objects.count(), Permission.objects.count())
    write_entry()
    make_account(Role.OFFICER)
    empty(connection)
    assert [model.objects.count() for model in (AuditEntry, Account, RoleGrant)] == [0, 0, 0]
    assert (ContentType.objects.count(), Permission.objects.count()) == made and min(made) > 50
    assert [name for guard in guards() for name in guard.missing(connection)] == []
    write_entry()  # and what was refused before is refused again
    with pytest.raises(Exception, match=r"只能追加|append"):
        AuditEntry.objects.all().delete()


@pytest.mark.django_db
def test_a_test_with_the_mark_needs_a_database(request: pytest.FixtureRequest) -> None:
    assert needs_database(request.node)


def test_a_test_that_takes_the_fixture_needs_a_database(db: None, request: pytest.FixtureRequest) -> None:
    assert needs_database(request.node)


class OneOfDjangosOwn(TestCase):
    def test_needs_a_database(self) -> None:
        assert Account.objects.count() == 0


def test_a_class_of_djangos_needs_a_database(request: pytest.FixtureRequest) -> None:
    others = [item for item in request.session.items if getattr(item, "cls", None) is OneOfDjangosOwn]
    assert others and all(needs_database(item) for item in others)


@pytest.mark.both_databases
def test_a_test_whose_processes_reach_a_database_needs_one(request: pytest.FixtureRequest) -> None:
    assert needs_database(request.node)


@pytest.mark.one_database
@pytest.mark.django_db
def test_a_test_that_says_one_database_is_enough_needs_no_second(request: pytest.FixtureRequest) -> None:
    assert not needs_database(request.node)
    assert Account.objects.count() == 0


def test_any_other_does_not_and_is_not_let_in(request: pytest.FixtureRequest) -> None:
    assert not needs_database(request.node)
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Account.objects.count()
