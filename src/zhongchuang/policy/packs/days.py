"""Dates as the platform writes them: 2016-07-29 and nothing else."""

from __future__ import annotations

from datetime import date


def iso_day(text: str) -> date | None:
    """The day, or None where the text is not exactly YYYY-MM-DD.

    Python alone would also take 20160729 and 2016-W30-5, which nobody here means.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
