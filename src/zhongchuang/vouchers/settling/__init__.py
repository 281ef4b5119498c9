"""Settlement (pure): redeemed orders gathered into lines, and what a payment that comes back means for each of its orders."""

from zhongchuang.vouchers.settling.lines import Line, Redeemed, gathered
from zhongchuang.vouchers.settling.returns import Came, Sent, acceptable, came_back

__all__ = ["Came", "Line", "Redeemed", "Sent", "acceptable", "came_back", "gathered"]
