"""Who may see what belongs to no room: the published seals of the audit log."""

from __future__ import annotations

from zhongchuang.core.actors import Actor


def may_read_publication(_actor: Actor) -> bool:
    """Everybody, visitors too: a seal counts because anyone may copy it. Neither file tells what was done."""
    return True
