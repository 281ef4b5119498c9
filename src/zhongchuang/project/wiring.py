"""Who hears what. Rooms do not know their siblings; this file is the one place where an event meets its listeners.

A listener is a function of the event; it is called at least once and must not mind a second call.
"""

from __future__ import annotations

from zhongchuang.core.outbox import Listener

LISTENERS: tuple[Listener, ...] = ()
