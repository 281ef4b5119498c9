"""Two at the same moment: one organisation per code, one grant per role, one act per key, one account per address.

Each race has a control, the same act without its guard, which shows that the race is real and the test can fail.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.tests.factory import race
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import EmailTaken, LastAdministrator, UsccTaken
from zhongchuang.parties.models import (
    Account,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    RoleGrant,
    SecondFactorFailures,
    Standing,
)
from zhongchuang.parties.services.members import secret_hash
from zhongchuang.parties.tests.factory import (
    PASSWORD,
    SYSTEM,
    USCC,
    actor,
    make_account,
    make_organisation,
    make_place,
)

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4


def written(verb: str) -> int:
    return AuditEntry.objects.filter(verb=f"parties.{verb}").count()


def together(act: Callable[[int], object], *, look: Callable[[], object] = lambda: None) -> Sequence[object]:
    """Everybody looks, then everybody acts: the moment in which a check before the act is worth nothing."""
    looked = threading.Barrier(RACERS)

    def task(number: int) -> Callable[[], object]:
        def run() -> object:
            look()
            looked.wait(20)
            return act(number)

        return run

    return race([task(number) for number in range(RACERS)])


def winners(outcomes: Sequence[object], refusal: type[Exception]) -> int:
    """How many got through; everybody else must have been refused in the words meant for that."""
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(outcome) for outcome in refused] == [refusal] * len(refused), refused
    return len(outcomes) - len(refused)


def test_one_code_is_registered_once() -> None:
    make_place()

    def register(number: int) -> Organisation:
        return services.organisation_register(
            actor=SYSTEM,
            uscc=USCC,
            name=f"虚构单位{number}",
            kind=OrganisationKind.ENTERPRISE,
            place="990000",
        )

    outcomes = together(register, look=lambda: Organisation.objects.filter(uscc=USCC).exists())
    assert winners(outcomes, UsccTaken) == 1
    assert (Organisation.objects.count(), written("organisation_register")) == (1, 1)


def test_control_a_check_before_the_act_lets_everybody_through() -> None:
    """Without the unique constraint: everybody sees that the code is free, and everybody registers it."""
    make_place()
    free: list[bool] = []

    def look() -> None:
        free.append(not Organisation.objects.filter(name="虚构单位").exists())

    def act(number: int) -> Organisation:
        assert free[number]
        made: Organisation = Organisation.objects.create(
            uscc=f"{number:018}", name="虚构单位", kind=OrganisationKind.ENTERPRISE, place_id="990000"
        )
        return made

    outcomes = together(act, look=look)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert Organisation.objects.filter(name="虚构单位").count() == RACERS


def test_one_address_is_one_account() -> None:
    def register(number: int) -> Account:
        return services.account_register(
            actor=ANONYMOUS,
            email="same@test.invalid",
            name=f"虚构人员{number}",
            password=PASSWORD,
            roles=[Role.MENTOR],
        )

    outcomes = together(register, look=lambda: Account.objects.filter(email="same@test.invalid").exists())
    assert winners(outcomes, EmailTaken) == 1
    assert (Account.objects.count(), RoleGrant.objects.count(), written("account_register")) == (1, 1, 1)


def test_two_administrators_give_a_role_and_it_is_held_once() -> None:
    account = make_account()
    administrators = [make_account(Role.ADMINISTRATOR) for _ in range(RACERS)]

    def grant(number: int) -> Account:
        return services.role_grant(
            actor=actor(administrators[number]),
            account=account,
            role=Role.EXPERT,
            expected_version=1,
            key=f"form-{number}-of-many",
        )

    assert winners(together(grant), StaleVersion) == 1
    assert RoleGrant.objects.filter(account=account, role=Role.EXPERT, revoked_at=None).count() == 1
    account.refresh_from_db()
    assert (account.row_version, written("role_grant")) == (2, 1)


def test_different_roles_at_the_same_moment_are_one_decision_at_a_time() -> None:
    """Each decided on what the page showed; only one of them still saw the truth."""
    account, administrator = make_account(), make_account(Role.ADMINISTRATOR)
    roles = [Role.EXPERT, Role.MENTOR, Role.INVESTOR, Role.BANK]

    def grant(number: int) -> Account:
        return services.role_grant(
            actor=actor(administrator), account=account, role=roles[number], expected_version=1
        )

    assert winners(together(grant), StaleVersion) == 1
    assert RoleGrant.objects.filter(account=account).count() == 1


def test_control_grants_without_lock_and_version_all_go_through() -> None:
    account = make_account()
    roles = [Role.EXPERT, Role.MENTOR, Role.INVESTOR, Role.BANK]

    def grant(number: int) -> RoleGrant:
        assert Account.objects.get(pk=account.pk).row_version == 1
        return RoleGrant.objects.create(account=account, role=roles[number], granted_at=clock.now())

    outcomes = together(grant)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert RoleGrant.objects.filter(account=account).count() == RACERS


def test_one_key_sent_by_four_tabs_acts_once_and_all_get_the_same_answer() -> None:
    account, administrator = make_account(), make_account(Role.ADMINISTRATOR)

    def grant(_number: int) -> int:
        return services.role_grant(
            actor=actor(administrator),
            account=account,
            role=Role.EXPERT,
            expected_version=1,
            key="the-same-key-of-one-form",
        ).pk

    assert together(grant) == [account.pk] * RACERS
    account.refresh_from_db()
    assert (account.row_version, written("role_grant")) == (2, 1)


def test_control_without_a_key_only_one_tab_gets_an_answer() -> None:
    account, administrator = make_account(), make_account(Role.ADMINISTRATOR)

    def grant(_number: int) -> int:
        return services.role_grant(
            actor=actor(administrator), account=account, role=Role.EXPERT, expected_version=1
        ).pk

    outcomes = together(grant)
    assert winners(outcomes, StaleVersion) == 1


def test_somebody_is_made_a_member_once() -> None:
    account, organisation = make_account(), make_organisation()

    def add(_number: int) -> int:
        return services.membership_add(actor=SYSTEM, account=account, organisation=organisation).pk

    outcomes = together(add)
    assert len(set(outcomes)) == 1
    assert (Membership.objects.count(), written("membership_add")) == (1, 1)


def test_the_last_word_on_an_account_is_one_whole_decision() -> None:
    """Locking and granting at once: whichever came second is told, and neither is half done."""
    account, administrator = make_account(), make_account(Role.ADMINISTRATOR)

    def act(number: int) -> Account:
        if number % 2:
            return services.account_lock(actor=actor(administrator), account=account, expected_version=1)
        return services.role_grant(
            actor=actor(administrator), account=account, role=Role.EXPERT, expected_version=1
        )

    assert winners(together(act), StaleVersion) == 1
    account.refresh_from_db()
    granted = RoleGrant.objects.filter(account=account).exists()
    assert granted is account.is_active
    assert written("role_grant") + written("account_lock") == 1


def invited(email: str) -> str:
    """The secret of an invitation to an address."""
    invitation = services.invitation_make(
        actor=SYSTEM,
        organisation=make_organisation(),
        email=email,
        standing=Standing.MEMBER,
        link="SECRET",
        language="en",
    )
    Invitation.objects.filter(pk=invitation.pk).update(secret_sha256=secret_hash("the-secret"))
    return "the-secret"


def test_an_invitation_is_accepted_once_however_many_press() -> None:
    guest = make_account(email="guest@test.invalid")
    secret = invited(guest.email)

    def accept(_number: int) -> int:
        return services.invitation_accept(actor=actor(guest), account=guest, secret=secret).pk

    outcomes = together(accept)
    assert len(set(outcomes)) == 1, outcomes
    assert (Membership.objects.count(), written("invitation_accept")) == (1, 1)


def test_an_invitation_withdrawn_and_accepted_at_once_is_one_of_both() -> None:
    guest = make_account(email="guest@test.invalid")
    secret = invited(guest.email)
    invitation = Invitation.objects.get()

    def act(number: int) -> object:
        if number % 2:
            return services.invitation_withdraw(actor=SYSTEM, invitation=invitation, expected_version=1)
        return services.invitation_accept(actor=actor(guest), account=guest, secret=secret)

    together(act)
    invitation.refresh_from_db()
    assert (invitation.accepted_at is None) != (invitation.withdrawn_at is None)
    assert Membership.objects.exists() is (invitation.accepted_at is not None)


def test_control_without_the_lock_it_is_both() -> None:
    guest = make_account(email="guest@test.invalid")
    invited(guest.email)

    def act(number: int) -> object:
        field = "withdrawn_at" if number % 2 else "accepted_at"
        return Invitation.objects.update(**{field: clock.now()})

    together(act, look=lambda: Invitation.objects.get().accepted_at)
    invitation = Invitation.objects.get()
    assert invitation.accepted_at is not None and invitation.withdrawn_at is not None


def test_wrong_codes_of_many_processes_count_together() -> None:
    account = make_account()

    def fail(_number: int) -> object:
        for _ in range(2):
            services.second_factor_failed(actor=SYSTEM, account=account)
        return None

    together(fail)
    row = SecondFactorFailures.objects.get()
    assert (row.failures, row.locked_until is not None) == (2 * RACERS, True)


def test_two_last_administrators_do_not_both_leave() -> None:
    bosses = [make_account(Role.ADMINISTRATOR) for _ in range(RACERS)]

    def leave(number: int) -> object:
        return services.erasure_request(
            actor=actor(bosses[number]), account=bosses[number], expected_version=1
        )

    assert winners(together(leave), LastAdministrator) == RACERS - 1
