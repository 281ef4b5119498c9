"""What the tests of accounts are built from. All names and addresses are invented; `.invalid` belongs to nobody (RFC 2606)."""

from __future__ import annotations

from itertools import count

from django.test import Client
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from zhongchuang.core.actors import PersonActor, SystemActor
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import (
    Account,
    IdentityKind,
    Organisation,
    OrganisationKind,
    Place,
    Standing,
)
from zhongchuang.parties.services import Document

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


def a_uscc(number: int) -> str:
    """A code of the right form over the region that no office gives out."""
    body = f"91999999{700_000 + number:09d}"
    return body + str(stdnum_uscc.calc_check_digit(body))


def a_number(number: int) -> str:
    """An identity number of the right form over a region that no office gives out: nobody's."""
    body = f"999999199001{1 + number // 1000:02d}{number % 1000:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def a_document(number: int, name: str = "") -> Document:
    """Somebody made up, by their document."""
    return Document(IdentityKind.RESIDENT_ID, a_number(number), name or f"虚构{number}号")


def a_company(number: int, name: str = "") -> Organisation:
    """One of many made-up organisations."""
    return make_organisation(a_uscc(number), name or f"虚构公司{number}")


def manager_of(organisation: Organisation, *roles: Role) -> Account:
    """Somebody who manages the organisation."""
    account = make_account(*roles)
    services.membership_add(
        actor=SYSTEM, account=account, organisation=organisation, standing=Standing.MANAGER
    )
    return account
