"""`role_grant` and `role_revoke`: roles are given and ended by an administrator, kept as history, once a request."""

from __future__ import annotations

import pytest

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import RoleNotHeld
from zhongchuang.parties.models import Account, RoleGrant
from zhongchuang.parties.tests.factory import actor, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Account:
    return make_account(Role.ADMINISTRATOR)


def test_a_role_is_given_and_ended_and_both_stay_known(administrator: Account) -> None:
    account = make_account(Role.MENTOR)
    services.role_grant(
        actor=actor(administrator), account=account, role=Role.EXPERT, expected_version=1, key="key-grant-1"
    )
    assert selectors.roles_of(account) == {Role.MENTOR, Role.EXPERT}
    services.role_revoke(
        actor=actor(administrator), account=account, role=Role.MENTOR, expected_version=2, key="key-revoke-1"
    )
    assert selectors.roles_of(account) == {Role.EXPERT}
    assert RoleGrant.objects.filter(account=account).count() == 2
    log = AuditEntry.objects.filter(target_id=str(account.pk), verb__startswith="parties.role_")
    given = {"role": "expert", "organisation": None, "place": None}
    assert sorted(((entry.verb, entry.before, entry.after) for entry in log), key=str) == [
        ("parties.role_grant", None, given),
        ("parties.role_revoke", {"role": "mentor"}, None),
    ]


def test_a_request_sent_twice_counts_once(administrator: Account) -> None:
    account = make_account()
    for _ in range(3):
        services.role_grant(
            actor=actor(administrator), account=account, role=Role.EXPERT, expected_version=1, key="same-key"
        )
    account.refresh_from_db()
    assert (account.row_version, RoleGrant.objects.filter(account=account).count()) == (2, 1)


def test_a_role_held_already_is_left_as_it_is(administrator: Account) -> None:
    account = make_account(Role.EXPERT)
    services.role_grant(actor=actor(administrator), account=account, role=Role.EXPERT, expected_version=1)
    account.refresh_from_db()
    assert (account.row_version, account.grants.count()) == (1, 1)


def test_a_decision_on_an_older_version_is_refused(administrator: Account) -> None:
    account = make_account(Role.MENTOR)
    services.role_grant(actor=actor(administrator), account=account, role=Role.EXPERT, expected_version=1)
    with pytest.raises(StaleVersion):
        services.role_revoke(
            actor=actor(administrator), account=account, role=Role.MENTOR, expected_version=1
        )
    assert selectors.roles_of(account) == {Role.MENTOR, Role.EXPERT}


def test_what_is_not_held_cannot_be_ended(administrator: Account) -> None:
    with pytest.raises(RoleNotHeld, match="没有这个角色"):
        services.role_revoke(
            actor=actor(administrator), account=make_account(), role=Role.BANK, expected_version=1
        )


@pytest.mark.parametrize("role", Role)
def test_nobody_but_an_administrator_and_nobody_for_themselves(role: Role) -> None:
    own, other = make_account(role), make_account(Role.MENTOR)
    if role is not Role.ADMINISTRATOR:
        with pytest.raises(NotAllowed):
            services.role_grant(actor=actor(own), account=other, role=Role.BANK, expected_version=1)
        with pytest.raises(NotAllowed):
            services.role_revoke(actor=actor(own), account=other, role=Role.MENTOR, expected_version=1)
    with pytest.raises(NotAllowed):
        services.role_grant(actor=actor(own), account=own, role=Role.ADMINISTRATOR, expected_version=1)
    with pytest.raises(NotAllowed):
        services.role_revoke(actor=actor(own), account=own, role=role, expected_version=1)
    assert selectors.roles_of(own) == {role}


def test_counting_the_holders_of_roles() -> None:
    make_account(Role.MENTOR, Role.EXPERT)
    ended = make_account(Role.MENTOR)
    services.role_revoke(
        actor=actor(make_account(Role.ADMINISTRATOR)), account=ended, role=Role.MENTOR, expected_version=1
    )
    counts = selectors.holders_by_role(Account.objects.all())
    assert (counts[Role.MENTOR], counts[Role.EXPERT], counts[Role.BANK]) == (1, 1, 0)
    assert list(counts) == list(Role)
    mentors = selectors.accounts_like(Account.objects.all(), search="", roles={Role.MENTOR, Role.EXPERT})
    assert mentors.count() == 1
