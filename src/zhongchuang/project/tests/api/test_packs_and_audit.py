"""Packs as files and as an archive; seals and proofs that a stranger can check."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.audit import merkle
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal_record import FIRST_PREVIOUS, SealRecord
from zhongchuang.policy.packs.loader import version_of
from zhongchuang.project.tests.api.factory import Api

SEALER = SystemActor("tests")
LEAVES = [hashlib.sha256(bytes([n])).hexdigest() for n in range(7)]


def seal(number: int, leaves: list[str], previous: str = FIRST_PREVIOUS) -> SealRecord:
    """A seal put into the public files."""
    root = merkle.root(bytes.fromhex(leaf) for leaf in leaves).hex()
    day = dt.date(2026, 11, number)
    record = SealRecord(
        number, day, len(leaves), root, previous, dt.datetime(2026, 11, number, 16, tzinfo=dt.UTC)
    )
    Publication().append(record, leaves)
    return record


def test_the_archive_holds_the_files_the_version_is_the_hash_of(holder: Api) -> None:
    detail = holder.get("/packs/current").json()
    assert holder.get("/packs").json()["items"][0]["version"] == detail["version"]
    first, again = (holder.get(f"/packs/{detail['version']}/export") for _ in range(2))
    assert first.content == again.content and first.headers["ETag"] == again.headers["ETag"]
    assert first.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert version_of(files) == detail["version"]
    said = {file["path"]: file["sha256"] for file in detail["files"]}
    assert said == {path: hashlib.sha256(text.encode()).hexdigest() for path, text in files.items()}


def test_a_version_nobody_has(api: Api) -> None:
    assert api.get("/packs/" + "0" * 64).status_code == 404
    assert api.get("/packs/abc").status_code == 422


def test_every_leaf_proves_itself_with_public_data_alone(api: Api) -> None:
    first = seal(1, LEAVES)
    seal(2, LEAVES[:1], first.seal_hash)
    listed = api.get("/audit/seals").json()
    assert [item["number"] for item in listed["items"]] == [2, 1] and all(
        i["intact"] for i in listed["items"]
    )
    assert api.get("/audit/seals/1").json()["root"] == first.root
    assert api.get("/audit/seals/1/leaves", {"per_page": 100}).json()["items"] == LEAVES
    for leaf in LEAVES:
        proof = api.get(f"/audit/seals/1/proofs/{leaf}").json()
        path = [bytes.fromhex(step) for step in proof["path"]]
        reached = merkle.root_from_path(bytes.fromhex(leaf), proof["position"], proof["size"], path)
        assert reached is not None and reached.hex() == first.root == proof["root"]
    for missing in ("/audit/seals/3", "/audit/seals/3/leaves", f"/audit/seals/2/proofs/{LEAVES[3]}"):
        assert api.get(missing).status_code == 404
    assert api.get("/audit/seals/1/proofs/nothing").status_code == 422
