"""The demonstration data: an account for every role and some organisations, all invented and marked as such.

Loaded in demonstration mode only; anywhere else it refuses. Names say what somebody is, not who.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.errors import Refused
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind, Standing
from zhongchuang.project.demonstration_awards import load_awards
from zhongchuang.project.demonstration_cases import load_cases
from zhongchuang.project.demonstration_money import load_money
from zhongchuang.project.demonstration_parties import load_parties
from zhongchuang.project.demonstration_proactive import load_proactive
from zhongchuang.project.demonstration_programmes import load_calls
from zhongchuang.project.demonstration_spaces import load_spaces
from zhongchuang.project.demonstration_vouchers import load_vouchers

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PASSWORD = "demo-zhongchuang-2026"  # noqa: S105 - shown on the sign-in page on purpose
ACTOR = SystemActor("demonstration.load")


class NotADemonstration(Refused):
    """Demonstration data outside demonstration mode."""

    default_code = "project.not_a_demonstration"

    def __init__(self) -> None:
        super().__init__(
            "演示账户的密码是公开的，只能在演示方式下载入；现在不是演示方式。",
            "The passwords of demonstration accounts are public; they load in demonstration mode only, and this is not it.",
            next_zh="本机试用请运行 make run；正式环境请由管理员建立账户。",
            next_en="Run `make run` to try the platform; in production an administrator makes accounts.",
        )


@dataclass(frozen=True, slots=True)
class Demo:
    """One demonstration account."""

    role: Role
    name: str
    organisation: str | None = None
    number: int = 1  # where a procedure needs several of a role
    place: str | None = None  # for which place the role is held

    @property
    def email(self) -> str:
        """An address nobody can own (RFC 2606)."""
        return f"{self.role.value}{'' if self.number == 1 else f'-{self.number}'}@demo.invalid"


ORGANISATIONS = (
    # uscc: valid check characters over a registration code that no office gives out (region 999999)
    ("demo-enterprise", "演示智能装备有限公司（虚构）", OrganisationKind.ENTERPRISE, "210100"),
    ("demo-space", "演示众创空间管理有限公司（虚构）", OrganisationKind.SPACE_OPERATOR, "210100"),
    ("demo-university", "演示理工大学（虚构）", OrganisationKind.UNIVERSITY, "530100"),
    ("demo-provider", "演示检测技术服务中心（虚构）", OrganisationKind.PROVIDER, "620100"),
)
ACCOUNTS = (
    Demo(Role.ENTREPRENEUR, "演示·创业者", "demo-enterprise"),
    Demo(Role.ENTREPRENEUR, "演示·创业者（关联公司）", number=2),
    Demo(Role.OPERATOR, "演示·众创空间运营者", "demo-space"),
    Demo(Role.ACADEMIC, "演示·高校院所", "demo-university"),
    Demo(Role.EXPERT, "演示·专家"),
    *(Demo(Role.EXPERT, f"演示·专家{number}", number=number) for number in range(2, 7)),
    Demo(Role.MENTOR, "演示·导师"),
    Demo(Role.INVESTOR, "演示·投资机构"),
    Demo(Role.BANK, "演示·银行"),
    Demo(Role.PROVIDER, "演示·服务机构", "demo-provider"),
    Demo(Role.RECOMMENDER, "演示·兰州市推荐单位", place="620100"),
    Demo(Role.RECOMMENDER, "演示·沈阳市推荐单位", number=2, place="210100"),
    Demo(Role.OFFICER, "演示·经办"),
    Demo(Role.OFFICER, "演示·经办（处理异议）", number=2),
    Demo(Role.REVIEWER, "演示·审核"),
    Demo(Role.ADMINISTRATOR, "演示·管理员"),
    Demo(Role.FINANCE, "演示·财政"),
    Demo(Role.FINANCE, "演示·财政（复核）", number=2),
    Demo(Role.AUDITOR, "演示·审计"),
)


def synthetic_uscc(number: int) -> str:
    """A code of the right form that belongs to nobody: the region 999999 is given to no place."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91999999{number:09d}"
    total = sum(alphabet.index(letter) * pow(3, position, 31) for position, letter in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def load() -> int:
    """Make what is missing of the demonstration data; returns how many accounts were made. Raises NotADemonstration."""
    if not settings.DEMONSTRATION:
        raise NotADemonstration()
    made = _load_accounts()
    load_parties(actor=ACTOR, code=synthetic_uscc)
    load_spaces(actor=ACTOR, code=synthetic_uscc)
    load_money(actor=ACTOR, code=synthetic_uscc)
    load_calls(actor=ACTOR, code=synthetic_uscc)
    load_cases(code=synthetic_uscc)
    load_proactive(actor=ACTOR, code=synthetic_uscc)
    load_vouchers(actor=ACTOR, code=synthetic_uscc)
    load_awards(actor=ACTOR, code=synthetic_uscc)
    return made


def _load_accounts() -> int:
    """The accounts and what they act for."""
    if Account.objects.filter(email__in=[demo.email for demo in ACCOUNTS]).count() == len(ACCOUNTS):
        return 0
    with transaction.atomic():
        organisations = {
            key: Organisation.objects.filter(uscc=synthetic_uscc(n)).first()
            or services.organisation_register(
                actor=ACTOR, uscc=synthetic_uscc(n), name=name, kind=kind, place=place, synthetic=True
            )
            for n, (key, name, kind, place) in enumerate(ORGANISATIONS, start=1)
        }
        return sum(_make(demo, organisations) for demo in ACCOUNTS)


def _make(demo: Demo, organisations: dict[str, Organisation]) -> bool:
    if Account.objects.filter(email=demo.email).exists():
        return False
    account = services.account_register(
        actor=ACTOR,
        email=demo.email,
        name=demo.name,
        password=PASSWORD,
        roles=[] if demo.place else [demo.role],
    )
    if demo.place:
        services.role_grant(
            actor=ACTOR,
            account=account,
            role=demo.role,
            expected_version=account.row_version,
            place=demo.place,
        )
    if demo.organisation:
        services.membership_add(
            actor=ACTOR,
            account=account,
            organisation=organisations[demo.organisation],
            standing=Standing.MANAGER,
        )
    return True


@dataclass(frozen=True, slots=True)
class SignIn:
    """What the sign-in page tells of one demonstration account."""

    role: StrOrPromise
    email: str
    password: str


def sign_in_list() -> list[SignIn]:
    """Every demonstration account, for the sign-in page; empty outside demonstration mode."""
    if not settings.DEMONSTRATION:
        return []
    return [SignIn(demo.role.label, demo.email, PASSWORD) for demo in ACCOUNTS]
