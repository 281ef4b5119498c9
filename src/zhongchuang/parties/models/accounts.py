"""Accounts, roles held, places, organisations, memberships: fields, constraints, trivial properties."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from zhongchuang.core.locks import RowVersioned
from zhongchuang.parties.access import Role


class MailLanguage(models.TextChoices):
    """In which language somebody wants to be written to."""

    CHINESE = "zh-hans", "简体中文"
    ENGLISH = "en", "English"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts the way Django's login asks for them; accounts are made by `services.account_register`."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(RowVersioned, AbstractBaseUser):
    """Somebody who signs in. Roles are rows of `RoleGrant`; there are no Django permissions."""

    email = models.EmailField("电子邮箱", max_length=254, unique=True)  # kept in lower case
    name = models.CharField("姓名或称呼", max_length=80)
    language = models.CharField(
        "邮件语言", max_length=8, choices=MailLanguage, default=MailLanguage.CHINESE
    )  # of mails; pages follow the switch in their head
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("注册时间")

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账户"

    def __str__(self) -> str:
        return self.name

    @cached_property
    def is_staff(self) -> bool:
        """Whether the read-only admin opens: administrators and auditors. Asked once a request."""
        return (
            self.is_active
            and self.grants.filter(role__in=[Role.ADMINISTRATOR, Role.AUDITOR], revoked_at=None).exists()
        )

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Django's admin asks this; it may only look."""
        return self.is_staff and ".view_" in perm

    def has_module_perms(self, app_label: str) -> bool:
        """Django's admin asks this for its overview."""
        return self.is_staff


class Place(models.Model):
    """A place of GB/T 2260; 000000 is the nation."""

    code = models.CharField("行政区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "地区"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    ENTERPRISE = "enterprise", _("企业")
    SPACE_OPERATOR = "space_operator", _("众创空间运营机构")
    UNIVERSITY = "university", _("高等院校")
    INSTITUTE = "institute", _("科研院所")
    INVESTOR = "investor", _("投资机构")
    BANK = "bank", _("银行或担保机构")
    PROVIDER = "provider", _("服务机构")
    DEPARTMENT = "department", _("机关")


class OrganisationState(models.TextChoices):
    """How far an organisation is believed, and whether it goes on."""

    UNVERIFIED = "unverified", _("待核实")
    RETURNED = "returned", _("待补正")
    VERIFIED = "verified", _("已核实")
    MERGED = "merged", _("已并入")
    CLOSED = "closed", _("已注销")


class Organisation(RowVersioned):
    """An organisation, known by its 统一社会信用代码 (GB 32100-2015): one code, one organisation.

    `merged_into` is where a merged one goes on now, however often that was merged in turn (`Merge` has the steps).
    """

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=20, choices=OrganisationKind)
    place = models.ForeignKey(Place, verbose_name="所在地", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=OrganisationState, default=OrganisationState.UNVERIFIED
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")
    established_on = models.DateField("成立日期", null=True)
    closed_on = models.DateField("注销日期", null=True)
    industry = models.CharField("行业代码", max_length=5, blank=True, default="")  # GB/T 4754: C3562
    address = models.CharField("地址", max_length=200, blank=True, default="")
    telephone = models.CharField("办公电话", max_length=40, blank=True, default="")
    email = models.EmailField("单位邮箱", max_length=254, blank=True, default="")
    registered_by = models.CharField("登记人", max_length=40, blank=True, default="")
    submitted_at = models.DateTimeField("送核时间", null=True)  # since when it waits for an officer
    synthetic = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ("name", "pk")
        indexes = (
            models.Index(Coalesce("merged_into", "id"), name="parties_organisation_current"),
            models.Index(fields=("state", "submitted_at"), name="parties_organisation_waiting"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="parties_organisation_merged",
            ),
        )

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role an account holds, where (an organisation, a place) and by whose grant. Ended, never deleted."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField("角色", max_length=20, choices=[(r.value, r.label) for r in Role])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField("授予时间")
    revoked_at = models.DateTimeField("收回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "角色授予"
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role"), condition=Q(revoked_at=None), name="role_held_once"
            ),
        )


class Standing(models.TextChoices):
    """What somebody may do inside an organisation they act for."""

    MEMBER = "member", _("成员")
    MANAGER = "manager", _("管理人")


class Membership(models.Model):
    """An account acts for an organisation; its managers decide who else does. Ended, never deleted."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    standing = models.CharField("身份", max_length=8, choices=Standing, default=Standing.MEMBER)
    since = models.DateField("自")
    until = models.DateField("至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "所属单位"
        constraints = (
            models.UniqueConstraint(
                fields=("account", "organisation"), condition=Q(until=None), name="member_once"
            ),
        )
