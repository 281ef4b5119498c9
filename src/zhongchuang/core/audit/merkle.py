"""The Merkle tree of RFC 6962 (Certificate Transparency), section 2.1 (pure; hashes as bytes).

Leaves and inner nodes are hashed with different prefixes, so that no inner node can pass for a leaf. Leaves
come in already hashed (see `leaves.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""Root of a tree without leaves."""


def node(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Root over the leaf hashes in order, in one pass and logarithmic memory."""
    stack: list[tuple[int, bytes]] = []  # complete subtrees, each at least twice as high as the next
    for leaf in leaves:
        height, hashed = 0, leaf
        while stack and stack[-1][0] == height:
            hashed = node(stack.pop()[1], hashed)
            height += 1
        stack.append((height, hashed))
    if not stack:
        return EMPTY_ROOT
    _, result = stack.pop()
    while stack:
        result = node(stack.pop()[1], result)
    return result


def inclusion_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The sibling hashes from a leaf up to the root (RFC 6962, 2.1.1). Raises IndexError outside the tree."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"树有 {len(leaves)} 片叶，没有第 {index} 片 / no leaf {index} among {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*inclusion_path(index, leaves[:split]), root(leaves[split:])]
    return [*inclusion_path(index - split, leaves[split:]), root(leaves[:split])]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to (RFC 9162, 2.1.3.2); None where the path does not fit a tree of that
    size."""
    if not 0 <= index < size:
        return None
    low, high, reached = index, size - 1, leaf
    for sibling in path:
        if high == 0:
            return None
        if low & 1 or low == high:
            reached = node(sibling, reached)
            while not low & 1 and low:
                low, high = low >> 1, high >> 1
        else:
            reached = node(reached, sibling)
        low, high = low >> 1, high >> 1
    return reached if high == 0 else None
