"""Payments: an order for each, batches for the bank, what the bank said of each line, and what is demanded back.

The platform records and mirrors; the treasury pays. A bank account number is encrypted at rest and shown by its last four
digits.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.ledger.models.accounts import Account, Transfer
from zhongchuang.ledger.models.budgets import Budget


class OrderState(models.TextChoices):
    """Where a payment stands."""

    COMMITTED = "committed", "已冻结"  # decided: the money is held
    RELEASED = "released", "待支付"  # finance has signed; may go into a batch
    SENT = "sent", "已送银行"  # in a batch
    HANDED_DOWN = "handed_down", "已转地方"  # with a city or county, which pays on
    PAID = "paid", "已到账"
    RETURNED = "returned", "已退票"  # the bank returned it; held anew
    CANCELLED = "cancelled", "已取消"


class PaymentOrder(RowVersioned):
    """One payment that a decision has promised: how much, to whom, out of which budget, on what grounds."""

    objects: ClassVar[models.Manager[PaymentOrder]]

    number = models.CharField("编号", max_length=40, unique=True)
    case = models.CharField("办件编号", max_length=40, db_index=True)
    part = models.CharField("期次", max_length=40)  # which part of the payment plan
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    payee_ref = models.CharField("收款人", max_length=40)  # organisation:12, person:7
    payee_name = models.CharField("户名", max_length=200)
    bank_name = models.CharField("开户行", max_length=200)
    bank_account = models.TextField("账号（密文）")
    bank_account_tail = models.CharField("账号后四位", max_length=4)
    amount = models.BigIntegerField("金额（分）")
    purpose = models.CharField("用途", max_length=200)
    clause = models.CharField(
        "依据条款", max_length=200
    )  # document slug and clause path: the words that allow it
    clearance = models.CharField("查重码", max_length=40)
    route = models.JSONField("经过的地方", default=list)  # place codes on the way down, empty: paid direct
    hold = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="+")  # the hold in force
    state = models.CharField("状态", max_length=12, choices=OrderState, default=OrderState.COMMITTED)
    place_now = models.CharField(
        "款项所在地", max_length=6, blank=True
    )  # handed down and not yet paid on: with whom
    committed_by = models.CharField("提出", max_length=80)  # never the one who signs
    released_by = models.CharField("财政会签", max_length=80, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)  # of the bank's return, of the cancellation
    created_at = models.DateTimeField("建立时间")
    waits_for = models.CharField(
        "待办条件", max_length=200, blank=True
    )  # what has to happen before it may be signed
    due_on = models.DateField("应付日期", null=True)
    paid_on = models.DateField("到账日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "支付单"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("state", "due_on", "id"), name="order_by_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "part"), condition=~Q(state="cancelled"), name="order_once_a_part"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_amount_positive"),
            models.CheckConstraint(condition=~Q(clearance=""), name="order_needs_clearance"),
            models.CheckConstraint(condition=~Q(clause=""), name="order_needs_clause"),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("committed_by")), name="order_two_officers"
            ),
        )

    def __str__(self) -> str:
        return self.number


class BatchState(models.TextChoices):
    """Where a batch stands."""

    MADE = "made", "已生成"
    EXPORTED = "exported", "已导出"
    SETTLED = "settled", "已回单"
    CANCELLED = "cancelled", "已撤销"


class PaymentBatch(RowVersioned):
    """Orders sent to the bank in one file, and the file's digest."""

    objects: ClassVar[models.Manager[PaymentBatch]]

    number = models.CharField("批次号", max_length=40, unique=True)
    made_at = models.DateTimeField("生成时间")
    made_by = models.CharField("经手", max_length=80)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.MADE)
    file_sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    exported_at = models.DateTimeField("导出时间", null=True)
    reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "支付批次"
        ordering = ("-pk",)


class LineResult(models.TextChoices):
    """What the bank said of a line."""

    PENDING = "pending", "未回"
    PAID = "paid", "成功"
    RETURNED = "returned", "退票"


class BatchLine(models.Model):
    """An order in a batch; an order stands in one live batch at a time."""

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="lines")
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField("行号")
    payee_name = models.CharField("户名", max_length=200)  # as sent: an order may be mended after a return
    bank_name = models.CharField("开户行", max_length=200)
    bank_account = models.TextField("账号（密文）")
    bank_account_tail = models.CharField("账号后四位", max_length=4)
    result = models.CharField("结果", max_length=8, choices=LineResult, default=LineResult.PENDING)
    live = models.BooleanField("有效", default=True)  # False: the batch was cancelled or the payment returned
    bank_ref = models.CharField("银行流水号", max_length=60, null=True, unique=True)
    return_ref = models.CharField(
        "退票流水号", max_length=60, null=True, unique=True
    )  # of a payment returned after it had arrived
    reason = models.CharField("退票原因", max_length=200, blank=True)
    settled_on = models.DateField("回单日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批次明细"
        ordering = ("batch", "line")
        constraints = (
            models.UniqueConstraint(fields=("batch", "line"), name="batch_line_once"),
            models.UniqueConstraint(fields=("order",), condition=Q(live=True), name="order_in_one_batch"),
        )


class ImportState(models.TextChoices):
    """How far a file of results is."""

    READ = "read", "待确认"
    IMPORTED = "imported", "已入账"


class ResultImport(RowVersioned):
    """A file of results: read and shown first, taken in when somebody says so; the same bytes are taken in once."""

    objects: ClassVar[models.Manager[ResultImport]]

    sha256 = models.CharField("文件摘要", max_length=64, unique=True)
    name = models.CharField("文件名", max_length=200)
    table = models.JSONField("读到的行")  # what the cells say and what is wrong with them
    state = models.CharField("状态", max_length=10, choices=ImportState, default=ImportState.READ)
    read_at = models.DateTimeField("上传时间")
    read_by = models.CharField("上传", max_length=80)
    imported_at = models.DateTimeField("入账时间", null=True)
    imported_by = models.CharField("入账经手", max_length=80, blank=True)
    rows = models.PositiveIntegerField("行数")
    paid = models.PositiveIntegerField("成功", default=0)
    returned = models.PositiveIntegerField("退票", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "银行回单"
        ordering = ("-pk",)


class Clawback(RowVersioned):
    """Money demanded back: how much, why, until when; what came back are transfers with this number as their basis."""

    objects: ClassVar[models.Manager[Clawback]]

    number = models.CharField("编号", max_length=40, unique=True)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="clawbacks")
    amount = models.BigIntegerField("应追回（分）")
    recovered = models.BigIntegerField("已追回（分）", default=0)
    reason = models.TextField("理由")
    demanded_on = models.DateField("责令日期")
    due_on = models.DateField("期限")
    waived_reason = models.TextField("不再追回的理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "追回"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0, recovered__gte=0, recovered__lte=F("amount")), name="clawback_sums"
            ),
        )
