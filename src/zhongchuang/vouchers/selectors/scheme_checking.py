"""Whether vouchers of a scheme may be promised now: what decides cases asks this (settings.ZHONGCHUANG_SCHEME_CHECK)."""

from __future__ import annotations

from zhongchuang.vouchers.errors import SchemeNotInForce
from zhongchuang.vouchers.selectors.schemes import is_demonstration, newest_scheme, scheme_of


def scheme_checked(scheme: str) -> None:
    """Say nothing where the newest version of the scheme is in force. Raises SchemeUnknown, SchemeNotInForce."""
    why = scheme_of(newest_scheme(scheme)).why_not(demonstration=is_demonstration())
    if why is not None:
        raise SchemeNotInForce(why)
