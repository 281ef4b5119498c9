"""The room's part of the API; project/api/root.py puts it together with the others'.

`awards.py`: what is disclosed; `changes.py`: the change feed of it; `imports.py`: awards of other departments, handed in.
"""

from ninja import Router

from zhongchuang.clearance.api import awards, changes, imports

PARTS = (changes, imports, awards)
ROUTERS: tuple[Router, ...] = tuple(part.router for part in PARTS)
