"""The room's part of the API; project/api/root.py puts it together with the others'. `awards.py`: what is disclosed."""

from ninja import Router

from zhongchuang.clearance.api import awards

ROUTERS: tuple[Router, ...] = (awards.router,)
