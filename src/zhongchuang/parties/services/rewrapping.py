"""The seeds of second factors under the current master key."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from zhongchuang.core import crypto
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.rewrapping import rewrapped

SECRETS = "parties.second_factor"
"""What second factors are encrypted for."""
_ENCRYPTED = ("secret", "seed")


@transaction.atomic
def second_factors_rewrap(*, actor: Actor) -> int:
    """Encrypt the seeds of authenticators and recovery codes anew; how many. Raises NotAllowed, KeysUnusable.

    Whoever uses a recovery code in the same moment may write the old text back: it is still read, and the next run moves it.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    moved = 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        stale = [name for name in _ENCRYPTED if name in row.data and crypto.needs_rotation(row.data[name])]
        if stale:
            row.data |= {name: crypto.rotate(row.data[name], purpose=SECRETS) for name in stale}
            row.save(update_fields=["data"])
            moved += 1
    if moved:
        rewrapped(actor, "mfa.authenticator.data", moved)
    return moved
