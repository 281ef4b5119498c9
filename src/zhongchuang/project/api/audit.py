"""The published seals of the audit log, and the proof that a leaf lies under one; all from the public files, no entry is read."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Path, Query, Router, Schema
from pydantic import StringConstraints

from zhongchuang.core.api import EXACT, Cache, Day, Paged, PageQuery, operation, page_of, said
from zhongchuang.core.api.paging import InMemory
from zhongchuang.core.audit import merkle
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal_record import PublishedSeal
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.api import Token
from zhongchuang.project.access import may_read_publication

router = Router(tags=["audit"], auth=Token(TokenScope.READ))
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[
    int, Field(ge=1, le=999_999_999), EXACT, Path(description=said("封存的序号", "number of the seal"))
]


class Seal(Schema):
    """One daily seal as it was published."""

    number: int = Field(description=said("序号", "number"))
    day: Day = Field(description=said("封存的是哪一天的日志", "the day whose entries are sealed"))
    size: int = Field(description=said("日志条数", "entries"))
    root: str = Field(description=said("默克尔根（RFC 6962）", "Merkle root (RFC 6962)"))
    previous: str = Field(description=said("上一封存的哈希", "hash of the seal before"))
    sealed_at: dt.datetime = Field(description=said("封存时刻", "when it was sealed"))
    seal_hash: str = Field(
        description=said("封存哈希，抄下它就钉住此前全部日志", "copy it and everything before is pinned")
    )
    intact: bool = Field(description=said("哈希与内容是否相符", "whether the hash fits the rest"))
    leaves_url: str = Field(description=said("叶哈希文件", "the file of leaves"))


class SealPage(Paged[Seal]):
    """Seals, the newest first."""


class LeafPage(Paged[str]):
    """Leaf hashes in their order."""


class InclusionProof(Schema):
    """That a leaf lies under a published root: hash the leaf along `path` and compare with `root` of the public file."""

    leaf: str
    seal: int = Field(description=said("封存的序号", "number of the seal"))
    position: int = Field(description=said("第几片叶，从 0 起", "which leaf, from 0"))
    size: int = Field(description=said("一共多少片叶", "how many leaves"))
    path: list[str] = Field(description=said("从叶到根的兄弟哈希", "sibling hashes from leaf to root"))
    root: str = Field(description=said("应得的默克尔根", "the root it must lead to"))
    seal_hash: str = Field(description=said("该封存的哈希", "hash of that seal"))


def _publication(request: HttpRequest) -> Publication:
    if not may_read_publication(actor_of(request)):
        raise NotAllowed()
    return Publication()


def _show(seal: PublishedSeal) -> dict[str, Any]:
    record = seal.record
    return {
        "number": record.number,
        "day": record.day,
        "size": record.size,
        "root": record.root,
        "previous": record.previous,
        "sealed_at": record.sealed_at,
        "seal_hash": seal.claimed_hash,
        "intact": seal.intact,
        "leaves_url": reverse("audit_leaves", args=[record.number]),
    }


def _seal(publication: Publication, number: int) -> PublishedSeal:
    """Raises NotFound."""
    found = next((s for s in publication.read_seals().seals if s.record.number == number), None)
    if found is None:
        raise NotFound(f"没有第 {number} 号封存。", f"There is no seal {number}.")
    return found


def _leaves(publication: Publication, number: int) -> list[str]:
    """Raises NotFound."""
    _seal(publication, number)
    leaves = publication.read_leaves(number)
    if leaves is None:
        raise NotFound(f"第 {number} 号封存的叶哈希文件不在。", f"The leaves of seal {number} are not there.")
    return leaves


@router.get(
    "/audit/seals",
    **operation(
        "seals",
        "已公布的封存",
        "Published seals",
        about=(
            "平台每天封存前一天的审计日志并公布默克尔根。抄存 seal_hash，此前的日志谁也改不了。新的在前。",
            "Every day the audit log of the day before is sealed and its Merkle root published. Keep a `seal_hash` and"
            " nothing before it can be changed unnoticed. The newest first.",
        ),
        response=SealPage,
    ),
)
def seals(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> dict[str, Any]:
    """A page of seals."""
    newest_first = tuple(reversed(_publication(request).read_seals().seals))
    return page_of(request, response, InMemory(newest_first), query, _show)


@router.get(
    "/audit/seals/{number}",
    **operation("seal", "一次封存", "One seal", response=Seal, errors=(404,), examples={"number": 1}),
)
def seal(request: HttpRequest, number: Number) -> dict[str, Any]:
    """A seal by its number."""
    return _show(_seal(_publication(request), number))


@router.get(
    "/audit/seals/{number}/leaves",
    **operation(
        "leaves",
        "一次封存的叶哈希",
        "Leaves of a seal",
        about=(
            "按顺序。叶哈希带随机盐，不透露内容；有了它们，根可以重算，变动可以指到哪一条。",
            "In order. They are salted and tell nothing of the content; with them the root can be recomputed.",
        ),
        response=LeafPage,
        errors=(404,),
        examples={"number": 1},
    ),
)
def leaves(
    request: HttpRequest, response: HttpResponse, number: Number, query: Query[PageQuery]
) -> dict[str, Any]:
    """A page of leaf hashes."""
    return page_of(request, response, InMemory(_leaves(_publication(request), number)), query, str)


@router.get(
    "/audit/seals/{number}/proofs/{leaf}",
    **operation(
        "proof",
        "一片叶的包含证明",
        "Inclusion proof of a leaf",
        about=(
            "证明一片叶在第几号封存里，只用公布的文件算出。日志的内容和盐由平台另行出具（zhongchuang audit prove）。",
            "That a leaf lies under a seal, computed from the public files alone. Content and salt of an entry are given"
            " by the platform on request (`zhongchuang audit prove`).",
        ),
        response=InclusionProof,
        errors=(404,),
        cache=Cache.SHORT,
        examples={"number": 1, "leaf": "0" * 64},
    ),
)
def proof(
    request: HttpRequest,
    number: Number,
    leaf: Annotated[Hash, Path(description=said("叶哈希，小写十六进制", "leaf hash, lower-case hex"))],
) -> dict[str, Any]:
    """The path from the leaf to the root."""
    publication = _publication(request)
    sealed, found = _seal(publication, number), _leaves(publication, number)
    if leaf not in found:
        raise NotFound(f"第 {number} 号封存里没有这片叶。", f"Seal {number} has no such leaf.")
    position = found.index(leaf)
    path = merkle.inclusion_path(position, [bytes.fromhex(one) for one in found])
    return {
        "leaf": leaf,
        "seal": number,
        "position": position,
        "size": len(found),
        "path": [step.hex() for step in path],
        "root": sealed.record.root,
        "seal_hash": sealed.claimed_hash,
    }
