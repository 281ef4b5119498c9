"""Tables of the audit log. All but :class:`PersonKey` are append-only, by triggers of the database."""

from __future__ import annotations

import uuid

from django.db import models

from zhongchuang.core import clock
from zhongchuang.core.ids import new_id


class PersonKey(models.Model):
    """The key under which everything personal about one person is encrypted, itself wrapped by a master key.

    Erasing a person empties `wrapped`; what was encrypted can then never be read again by anyone.
    """

    person_id = models.CharField("人员", max_length=64, primary_key=True)
    wrapped = models.TextField("包裹后的密钥", blank=True)
    created_at = models.DateTimeField("建立时间", default=clock.now)
    erased_at = models.DateTimeField("抹除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人密钥"

    def __str__(self) -> str:
        return self.person_id


class AuditEntry(models.Model):
    """One act: who, what, on which thing, before and after. `personal` holds ciphertexts by person."""

    id = models.UUIDField("编号", primary_key=True, default=new_id, editable=False)
    written_at = models.DateTimeField("时间", default=clock.now)
    actor_kind = models.CharField("行为人类别", max_length=16)
    actor_user_id = models.CharField("账户", max_length=64, blank=True)
    actor_organisation_id = models.CharField("代表单位", max_length=64, blank=True)
    actor_name = models.CharField("系统任务", max_length=80, blank=True)
    verb = models.CharField("动作", max_length=80)
    target_type = models.CharField("对象类别", max_length=80)
    target_id = models.CharField("对象编号", max_length=80)
    before = models.JSONField("之前", null=True)
    after = models.JSONField("之后", null=True)
    personal = models.JSONField("个人信息（密文）", default=dict)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    salt = models.CharField("盐", max_length=64)
    leaf_hash = models.CharField("叶哈希", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ["-written_at", "-id"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "written_at"], name="core_audit_target"),
            models.Index(fields=["actor_user_id", "written_at"], name="core_audit_actor"),
            models.Index(fields=["written_at"], name="core_audit_written"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}"


class AuditSeal(models.Model):
    """One daily seal: the Merkle root over its entries, chained to the seal before."""

    number = models.PositiveIntegerField("序号", primary_key=True)
    day = models.DateField("日期", unique=True)
    size = models.PositiveIntegerField("条数")
    root = models.CharField("默克尔根", max_length=64)
    previous = models.CharField("上一封存", max_length=64)
    sealed_at = models.DateTimeField("封存时间")
    seal_hash = models.CharField("封存哈希", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计封存"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"第 {self.number} 号 {self.day}"


class AuditSealMember(models.Model):
    """Which seal an entry lies under, and at which leaf. Written at sealing, so a late commit is simply not
    there yet."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="membership")
    seal = models.ForeignKey(AuditSeal, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("叶序")

    entry_id: uuid.UUID
    seal_id: int

    class Meta:
        verbose_name = verbose_name_plural = "封存归属"
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="core_audit_one_leaf")]

    def __str__(self) -> str:
        return f"{self.seal_id}/{self.position}"


class AuditPublication(models.Model):
    """That a seal was written to the public files, so that a shortened file is told from a late one."""

    seal = models.OneToOneField(AuditSeal, models.PROTECT, primary_key=True, related_name="publication")
    published_at = models.DateTimeField("公布时间", default=clock.now)

    seal_id: int

    class Meta:
        verbose_name = verbose_name_plural = "封存公布"

    def __str__(self) -> str:
        return str(self.seal_id)
