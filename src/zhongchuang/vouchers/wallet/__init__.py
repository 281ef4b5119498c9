"""The wallet (pure): the five pots of a voucher, vouchers and orders as they stand, and what belongs together."""

from zhongchuang.vouchers.wallet.agreeing import Disagreement, Pot, disagreements, whole_of
from zhongchuang.vouchers.wallet.purse import Purse
from zhongchuang.vouchers.wallet.records import Order, Provider, Voucher

__all__ = ["Disagreement", "Order", "Pot", "Provider", "Purse", "Voucher", "disagreements", "whole_of"]
