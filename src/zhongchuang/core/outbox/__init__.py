"""Events between rooms: written in the transaction of the verb that caused them, delivered at least once,
and taken by each listener once.

==============  ==============================================================================================
`events.py`     `Event` and `@event`: what happened, as a typed value with a name and a version
`emit.py`       `emit`: into the outbox, with one delivery for every listener
`wiring.py`     reads who hears what from the project (settings.ZHONGCHUANG_WIRING)
`delivery.py`   `run_outbox_once`: claim, deliver, retry, give up visibly
==============  ==============================================================================================

A listener's writes and the mark that it has heard are one transaction, so whatever it does in this database
happens exactly once. What it does outside (a mail) may happen twice if the process dies in between; such a
listener passes the delivery's id on as the idempotency key. Events about one thing may overtake each other;
a listener that minds reads the present state instead of trusting the order.
"""

from zhongchuang.core.outbox.emit import emit
from zhongchuang.core.outbox.events import Event, event
from zhongchuang.core.outbox.wiring import Listener

__all__ = ["Event", "Listener", "emit", "event"]
