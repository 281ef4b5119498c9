"""The room's part of the API; project/api/root.py puts it together with the others'.

`changes.py`: the change feed of what is public; `imports.py`: awards of other departments, handed in.
"""

from ninja import Router

from zhongchuang.clearance.api import changes, imports

PARTS = (changes, imports)
ROUTERS: tuple[Router, ...] = tuple(part.router for part in PARTS)
