"""Inclusion proofs: that one entry lies under a published root, to somebody who holds nothing but the
root."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from zhongchuang.core.audit import merkle
from zhongchuang.core.audit.leaves import LEAF_FIELDS, entry_content, leaf_hash
from zhongchuang.core.audit.models import AuditEntry, AuditSealMember
from zhongchuang.core.errors import InvalidInput, NotFound, Refused


@dataclass(frozen=True)
class InclusionProof:
    """Everything a stranger needs: content and salt give the leaf, leaf and path give the root, the root is
    public."""

    entry: str
    content: str
    salt: str
    leaf: str
    seal: int
    day: str
    position: int
    size: int
    path: tuple[str, ...]
    root: str

    def to_json(self) -> str:
        """The proof as a file to hand out."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def prove(entry_id: UUID) -> InclusionProof:
    """The proof of one entry. It shows the entry's content (personal values stay encrypted), so ask who may
    see it.

    Raises NotFound, Refused for an entry that waits for its seal, and Refused where the entry no longer
    fits its seal (run `zhongchuang audit verify`).
    """
    entry = AuditEntry.objects.filter(pk=entry_id).values(*LEAF_FIELDS).first()
    if entry is None:
        raise NotFound("没有这条审计日志。", "There is no such audit entry.")
    member = AuditSealMember.objects.filter(entry=entry_id).select_related("seal").first()
    if member is None:
        raise Refused(
            "这条日志还没有封存，暂时没有证明。",
            "This entry is not sealed yet, so there is no proof.",
            next_zh="每日封存之后再取，或由管理员运行 zhongchuang audit seal。",
            next_en="Come back after the daily seal, or have an administrator run zhongchuang audit seal.",
            code="core.not_sealed",
        )
    stored = AuditSealMember.objects.filter(seal=member.seal_id).order_by("position")
    leaves = [bytes.fromhex(leaf) for leaf in stored.values_list("entry__leaf_hash", flat=True)]
    path = merkle.inclusion_path(member.position, leaves)
    content = entry_content(entry)
    proof = InclusionProof(
        entry=str(entry_id),
        content=content,
        salt=str(entry["salt"]),
        leaf=leaf_hash(str(entry["salt"]), content),
        seal=member.seal_id,
        day=member.seal.day.isoformat(),
        position=member.position,
        size=member.seal.size,
        path=tuple(step.hex() for step in path),
        root=member.seal.root,
    )
    if not verify_proof(proof, published_root=member.seal.root):
        raise Refused(
            "这条日志与封存时不同，无法给出证明。",
            "This entry differs from what was sealed, so no proof can be given.",
            next_zh="请运行 zhongchuang audit verify 查看差异。",
            next_en="Run zhongchuang audit verify to see what differs.",
            code="core.proof_fails",
        )
    return proof


def verify_proof(proof: InclusionProof, *, published_root: str) -> bool:
    """Whether a proof leads from its content to a root taken from the public file (never from the proof
    itself)."""
    try:
        leaf = leaf_hash(proof.salt, proof.content)
        path = [bytes.fromhex(step) for step in proof.path]
        reached = merkle.root_from_path(bytes.fromhex(leaf), proof.position, proof.size, path)
    except ValueError:
        return False
    return leaf == proof.leaf and reached is not None and reached.hex() == published_root.lower()


def read_proof(text: str) -> InclusionProof:
    """A proof from its file. Raises InvalidInput."""
    try:
        fields = json.loads(text)
        if not isinstance(fields, Mapping):
            raise TypeError
        return InclusionProof(**{**fields, "path": tuple(fields["path"])})
    except (ValueError, TypeError, KeyError):
        raise InvalidInput(
            "这不是一份完整的包含证明。",
            "This is not a complete inclusion proof.",
            next_zh="请使用 zhongchuang audit prove 给出的原文件。",
            next_en="Use the file as zhongchuang audit prove gave it.",
        ) from None
