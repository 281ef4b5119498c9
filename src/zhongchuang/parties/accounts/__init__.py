"""The seam to allauth, axes and the request: who is asking, how an account is made and entered, what guards the door.

`asking.py`: the actor of a request; `adapters.py`: what allauth writes, written by the room's verbs; `logged.py`: allauth's
pages whose acts are logged; `codes.py`: the forms of the second factor; `door.py`: the second factor staff must have, and
what a locked-out visitor reads; `urls.py`: every address of allauth that we serve.
"""

from zhongchuang.parties.accounts.adapters import AccountAdapter, MFAAdapter, ProviderAdapter
from zhongchuang.parties.accounts.asking import actor_of
from zhongchuang.parties.accounts.door import SecondFactorMiddleware, client_ip, locked_out

__all__ = [
    "AccountAdapter",
    "MFAAdapter",
    "ProviderAdapter",
    "SecondFactorMiddleware",
    "actor_of",
    "client_ip",
    "locked_out",
]
