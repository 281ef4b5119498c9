"""What guards an account: wrong codes counted; browsers as their users know them."""

from __future__ import annotations

import datetime as dt

MOST_WRONG_CODES = 8
BLOCKED_FOR = dt.timedelta(minutes=30)
"""As for passwords (settings.AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME)."""


def counted_failure(
    failures: int, last_at: dt.datetime, locked_until: dt.datetime | None, now: dt.datetime
) -> tuple[int, dt.datetime | None]:
    """How many wrong codes in a row there are with this one, and until when it closes the door (None: it does not).

    A row ends with half an hour's rest or with the end of a closure.
    """
    rested = now - last_at >= BLOCKED_FOR or (locked_until is not None and locked_until <= now)
    counted = 1 if rested else failures + 1
    return counted, now + BLOCKED_FOR if counted >= MOST_WRONG_CODES else None


_BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """A browser as its user knows it, “Chrome · Windows”; what names neither stays as it is.

    The order counts: every browser claims to be others as well, and a phone its system's ancestors.
    """
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return " · ".join(part for part in (browser, system) if part) or user_agent
