"""Vouchers and orders. What was issued is always in one of five pots: the table's constraint says so of every row.

Money is 分. The rows mirror what `decisions` gives and the ledger books in the same transaction.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhongchuang.core.locks import RowVersioned
from zhongchuang.vouchers.flow.states import HELD, OrderState, VoucherState
from zhongchuang.vouchers.models.providers import Provider
from zhongchuang.vouchers.models.schemes import SchemeVersion

VOUCHER_STATES = [(state.value, state.value) for state in VoucherState]
ORDER_STATES = [(state.value, state.value) for state in OrderState]


class Voucher(RowVersioned):
    """A voucher of an approved case; its money stands in an account of its own in the ledger."""

    objects: ClassVar[models.Manager[Voucher]]

    number = models.CharField("券号", max_length=40, unique=True)
    case = models.CharField("办件编号", max_length=40, unique=True)  # one voucher a case
    scheme = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    clause = models.CharField("依据条款", max_length=200)  # document slug and clause path
    clearance = models.CharField("查重码", max_length=40)
    department = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("ledger.Budget", on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")
    holder = models.CharField("持券人", max_length=40, db_index=True)  # organisation:12, person:7
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    holder_name = models.CharField("持券人名称", max_length=200)
    holder_kind = models.CharField("持券人种类", max_length=20)  # enterprise, team …
    place = models.CharField("地区", max_length=6)
    first_day = models.DateField("有效期自")
    last_day = models.DateField("有效期至")
    state = models.CharField("状态", max_length=10, choices=VOUCHER_STATES, default=VoucherState.ACTIVE.value)
    issued = models.BigIntegerField("面额（分）")
    available = models.BigIntegerField("可用（分）")
    held = models.BigIntegerField("冻结（分）", default=0)
    redeemed = models.BigIntegerField("已核销（分）", default=0)
    expired = models.BigIntegerField("到期收回（分）", default=0)
    revoked = models.BigIntegerField("撤销收回（分）", default=0)
    issued_at = models.DateTimeField("发券时间")
    expiry_told_on = models.DateField("提醒到期的日期", null=True)
    synthetic = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "创新券"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("state", "last_day", "id"), name="voucher_by_term"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(issued=F("available") + F("held") + F("redeemed") + F("expired") + F("revoked")),
                name="voucher_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    issued__gt=0,
                    available__gte=0,
                    held__gte=0,
                    redeemed__gte=0,
                    expired__gte=0,
                    revoked__gte=0,
                ),
                name="voucher_not_negative",
            ),
            models.CheckConstraint(condition=~Q(clearance="") & ~Q(clause=""), name="voucher_needs_grounds"),
        )

    def __str__(self) -> str:
        return self.number


class VoucherStep(models.Model):
    """A move of a voucher that was made. Rows are only added."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField("动作", max_length=20)
    source = models.CharField("从", max_length=10, blank=True)
    target = models.CharField("到", max_length=10)
    actor = models.CharField("经手", max_length=80)
    actor_name = models.CharField("经手人", max_length=120)
    at = models.DateTimeField("时间")
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "券的经过"
        ordering = ("voucher", "pk")


class Order(RowVersioned):
    """An order with a provider. `ratio` in hundredths of a per cent, as on the day of the order; it stays as it was."""

    objects: ClassVar[models.Manager[Order]]

    number = models.CharField("订单号", max_length=40, unique=True)  # public id, DD-…
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="orders")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    service = models.CharField("服务种类", max_length=60)
    title = models.CharField("内容", max_length=200)
    on = models.DateField("下单日期")
    finish_by = models.DateField("交付期限")
    price = models.BigIntegerField("约定价格（分）")
    ratio = models.PositiveIntegerField("抵扣比例（万分之一）")
    support = models.BigIntegerField("抵扣（分）")  # set aside of the voucher
    worked_out = models.JSONField("怎样算出", default=dict)  # the lines of the calculation, as shown
    state = models.CharField("状态", max_length=10, choices=ORDER_STATES, default=OrderState.PLACED.value)
    hold = models.ForeignKey("ledger.Transfer", on_delete=models.PROTECT, related_name="+", null=True)
    # the ledger's hold in force: of the voucher until redemption, of the provider's account within a batch
    delivered_on = models.DateField("交付日期", null=True)
    invoiced = models.BigIntegerField("发票金额（分）", default=0)
    delivery = models.TextField("交付说明", blank=True)
    redeemed = models.BigIntegerField("核销（分）", default=0)
    redeemed_at = models.DateTimeField("核销时间", null=True)
    refunded = models.BigIntegerField("退回（分）", default=0)
    turn = models.PositiveIntegerField("出码轮次", default=0)
    placed_by = models.CharField("下单人", max_length=80)
    changed_at = models.DateTimeField("最近变化")

    class Meta:
        verbose_name = verbose_name_plural = "订单"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("provider", "state", "id"), name="order_by_provider"),
            models.Index(fields=("state", "finish_by", "id"), name="order_by_term"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    price__gt=0, support__gt=0, redeemed__gte=0, refunded__gte=0, redeemed__lte=F("support")
                )
                & Q(refunded__lte=F("redeemed")),
                name="voucher_order_sums",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in HELD)) | Q(hold__isnull=False),
                name="voucher_order_is_held",
            ),
        )

    def __str__(self) -> str:
        return self.number


class OrderStep(models.Model):
    """A move of an order that was made. Rows are only added."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField("动作", max_length=20)
    source = models.CharField("从", max_length=10, blank=True)
    target = models.CharField("到", max_length=10)
    amount = models.BigIntegerField("金额（分）", null=True)
    actor = models.CharField("经手", max_length=80)
    actor_name = models.CharField("经手人", max_length=120)
    at = models.DateTimeField("时间")
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "订单的经过"
        ordering = ("order", "pk")


class OrderPaper(models.Model):
    """Evidence of a delivery: the invoice, the report, the contract, other papers. An invoice read says what it says."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField("种类", max_length=10)  # invoice, report, contract, other
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    said = models.JSONField(
        "读到的内容", default=dict
    )  # of an invoice: number, parties, amounts, day; findings
    added_at = models.DateTimeField("时间")
    added_by = models.CharField("上传人", max_length=80)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "交付材料"
        ordering = ("order", "kind", "pk")
