"""Sessions in the database, as Django keeps them; the one that a request came with is read by a described query."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from zhongchuang.core import clock
from zhongchuang.core.described import Described


class SessionStore(DatabaseSessions):
    """Named like Django's own: what either has signed, the other reads."""

    def _get_session_from_db(self) -> Session | None:
        if self.session_key is None:
            return None
        found = _STANDING.one(key=self.session_key, now=clock.machine_now())
        if found is None:
            self._session_key = None
        return found


def _standing(key: str, now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_STANDING = Described(_standing, key=str, now=dt.datetime)
