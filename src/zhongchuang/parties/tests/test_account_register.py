"""`account_register`: who may make which account, and what is left in the log."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import SELF_SERVICE, Role
from zhongchuang.parties.errors import EmailTaken
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import PASSWORD, SYSTEM, actor, make_account

pytestmark = pytest.mark.django_db


def register(email: str, *roles: Role) -> Account:
    return services.account_register(
        actor=ANONYMOUS, email=email, name=" 虚构人员 ", password=PASSWORD, roles=roles
    )


@pytest.mark.parametrize("role", Role)
def test_a_visitor_takes_self_service_roles_only(role: Role) -> None:
    if role in SELF_SERVICE:
        assert selectors.roles_of(register("one@test.invalid", role)) == {role}
    else:
        with pytest.raises(NotAllowed):
            register("one@test.invalid", role)
        with pytest.raises(NotAllowed):
            register("one@test.invalid", Role.ENTREPRENEUR, role)
        assert not Account.objects.exists()


def test_somebody_signed_in_makes_no_accounts() -> None:
    with pytest.raises(NotAllowed):
        services.account_register(
            actor=actor(make_account(Role.ADMINISTRATOR)),
            email="two@test.invalid",
            name="虚构",
            password=PASSWORD,
        )


def test_address_and_name_are_kept_in_one_form_and_the_password_as_a_hash() -> None:
    account = register(" One@Test.INVALID ", Role.MENTOR, Role.MENTOR)
    assert (account.email, account.name) == ("one@test.invalid", "虚构人员")
    assert account.grants.count() == 1
    assert PASSWORD not in account.password
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize("again", ["one@test.invalid", "ONE@test.invalid"])
def test_an_address_is_taken_once(again: str) -> None:
    register("one@test.invalid")
    with pytest.raises(EmailTaken, match="请直接登录"):
        register(again)
    assert Account.objects.count() == 1


def test_the_second_address_of_another_is_taken_too() -> None:
    EmailAddress.objects.create(user=make_account(), email="second@test.invalid", verified=True)
    with pytest.raises(EmailTaken):
        make_account(email="second@test.invalid")
    assert not Account.objects.filter(email="second@test.invalid").exists()


def test_only_the_platform_vouches_for_an_address() -> None:
    register("visitor@test.invalid")
    made = make_account(email="made@test.invalid")
    assert list(EmailAddress.objects.values_list("user", "email", "verified", "primary")) == [
        (made.pk, "made@test.invalid", True, True)
    ]


def test_the_log_says_what_was_done_and_keeps_the_person_apart() -> None:
    account = services.account_register(
        actor=SYSTEM, email="one@test.invalid", name="虚构人员", password=PASSWORD, roles=[Role.OFFICER]
    )
    entry = AuditEntry.objects.get(verb="parties.account_register")
    assert (entry.target_id, entry.after) == (str(account.pk), {"roles": ["officer"]})
    assert list(entry.personal) == [services.person_key(account.pk)]
    assert "one@test.invalid" not in str(entry.personal)
    assert PASSWORD not in str(vars(entry))
