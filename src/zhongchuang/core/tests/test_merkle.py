"""The Merkle tree, against the recursive definition of RFC 6962 and its published vectors."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.audit.merkle import EMPTY_ROOT, inclusion_path, root, root_from_path

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)
# Certificate Transparency's own test data (merkletree vectors used by its reference implementations).
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + definition(leaves[:split]) + definition(leaves[split:])).digest()


@pytest.mark.parametrize("size", sorted(ROOTS))
def test_the_published_vectors(size: int) -> None:
    leaves = [sha256(b"\x00" + data).digest() for data in INPUTS[:size]]
    assert root(leaves).hex() == ROOTS[size]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root([]) == EMPTY_ROOT == definition([])


@given(LEAVES)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert root(leaves) == definition(leaves)


@given(LEAVES, st.data())
def test_a_path_proves_its_leaf_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_path(index, leaves)
    assert root_from_path(leaves[index], index, len(leaves), path) == root(leaves)
    assert root_from_path(b"\x01" * 32, index, len(leaves), path) != root(leaves)
    if path:
        assert root_from_path(leaves[index], index, len(leaves), path[:-1]) != root(leaves)
    assert root_from_path(leaves[index], index, len(leaves), [*path, b"\x00" * 32]) is None


def test_outside_the_tree() -> None:
    with pytest.raises(IndexError):
        inclusion_path(2, [b"", b""])
    assert root_from_path(b"", 5, 5, []) is None
