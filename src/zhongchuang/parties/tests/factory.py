"""What the tests of accounts are built from. All names and addresses are invented; `.invalid` belongs to nobody (RFC 2606)."""

from __future__ import annotations

from itertools import count

from django.test import Client

from zhongchuang.core.actors import PersonActor, SystemActor
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind, Place

SYSTEM = SystemActor("tests")
PASSWORD = "correct-horse-battery"
USCC = "91999999000000500W"
"""A code of the right form over a region that no office gives out (999999)."""
_numbers = count(1)


def make_account(*roles: Role, name: str = "", email: str = "", active: bool = True) -> Account:
    """An account that holds the roles, with the password above."""
    number = next(_numbers)
    account = services.account_register(
        actor=SYSTEM,
        email=email or f"account-{number}@test.invalid",
        name=name or f"虚构人员{number}",
        password=PASSWORD,
        roles=roles,
    )
    if not active:
        services.account_lock(actor=SYSTEM, account=account, expected_version=account.row_version)
        account.refresh_from_db()
    return account


def actor(account: Account) -> PersonActor:
    """The account as it acts."""
    return selectors.actor_for(account)


def signed_in(account: Account | None) -> Client:
    """A browser in which the account is signed in; nobody, where there is none."""
    client = Client(raise_request_exception=False)
    if account is not None:
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_place(code: str = "990000", name: str = "测试省", name_en: str = "Test Province") -> Place:
    """A place that is on no map."""
    return services.place_register(actor=SYSTEM, code=code, name=name, name_en=name_en, parent=None)


def make_organisation(uscc: str = USCC, name: str = "虚构科技有限公司") -> Organisation:
    """An organisation in the place above."""
    make_place()
    return services.organisation_register(
        actor=SYSTEM, uscc=uscc, name=name, kind=OrganisationKind.ENTERPRISE, place="990000", synthetic=True
    )
