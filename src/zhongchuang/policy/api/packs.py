"""Pack versions: which there are, what files one holds, and all of them as an archive."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from hashlib import sha256
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from ninja import Field, Path, Query, Router, Schema
from pydantic import StringConstraints

from zhongchuang.core.api import Cache, Paged, PageQuery, operation, page_of, said
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.access import TokenScope
from zhongchuang.parties.api import Token
from zhongchuang.policy.api.fields import check_readable
from zhongchuang.policy.models import PackOrigin, PackVersion
from zhongchuang.policy.selectors import current_rulebook
from zhongchuang.policy.selectors.versions import files_at, pack_versions

router = Router(tags=["packs"], auth=Token(TokenScope.READ))
Version = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{64}$"),
    Path(description=said("版本（SHA-256）", "version (SHA-256)")),
]
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: the same version is the same bytes."""


class PackSaid(Schema):
    """One version of all packs together."""

    version: str = Field(description=said("全部文件的 SHA-256", "SHA-256 of all files"))
    loaded_at: dt.datetime = Field(description=said("载入时间", "when it was loaded"))
    origin: PackOrigin = Field(description=said("从哪扇门来", "through which door it came"))
    parent: str | None = Field(description=said("上一版本", "the version before"))
    is_current: bool = Field(description=said("是否现行", "whether it is in force"))


class PackPage(Paged[PackSaid]):
    """Pack versions, the newest first."""


class PackFile(Schema):
    """A file of a version."""

    path: str
    bytes: int
    sha256: str


class PackDetail(PackSaid):
    """A version with its files."""

    files: list[PackFile]
    export_url: str = Field(description=said("整包下载（需要凭据）", "all of it (needs a token)"))


def _show(row: PackVersion) -> dict[str, Any]:
    return {
        "version": row.version,
        "loaded_at": row.loaded_at,
        "origin": row.origin,
        "parent": row.parent_id,
        "is_current": row.is_current,
    }


def _detail(version: str) -> dict[str, Any]:
    row = pack_versions().filter(version=version).first()
    if row is None:
        raise NotFound("没有这个版本的政策包。", "There is no such version of the packs.")
    files = files_at(version)
    return {
        **_show(row),
        "files": [
            {"path": path, "bytes": len(data := text.encode()), "sha256": sha256(data).hexdigest()}
            for path, text in sorted(files.items())
        ],
        "export_url": reverse("api:pack_export", args=[version]),
    }


@router.get(
    "/packs",
    **operation("packs", "政策包的版本", "Versions of the packs", response=PackPage),
)
def packs(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> dict[str, Any]:
    """A page of versions."""
    check_readable(request)
    return page_of(request, response, pack_versions(), query, _show)


@router.get(
    "/packs/current",
    **operation("pack_current", "现行政策包", "The packs in force", response=PackDetail, errors=(503,)),
)
def pack_current(request: HttpRequest) -> dict[str, Any]:
    """The version in force, with its files."""
    check_readable(request)
    return _detail(current_rulebook().version)


@router.get(
    "/packs/{version}",
    **operation("pack", "一个版本的政策包", "One version of the packs", response=PackDetail, errors=(404,)),
)
def pack(request: HttpRequest, version: Version) -> dict[str, Any]:
    """A version by its hash."""
    check_readable(request)
    return _detail(version)


@router.get(
    "/packs/{version}/export",
    auth=Token(TokenScope.EXPORT_PACKS, required=True),
    **operation(
        "pack_export",
        "整包导出",
        "Export a version",
        about=(
            "一个 ZIP，里面是这一版的全部文件；解开后用 zhongchuang packs import 得到同一个版本号。同一版本总是同样的字节。",
            "A ZIP of all files of the version; unpacked and imported with `zhongchuang packs import` it gives the same"
            " version. The same version is always the same bytes.",
        ),
        response=None,
        media="application/zip",
        errors=(404,),
        cache=Cache.PRIVATE,
    ),
)
def pack_export(request: HttpRequest, version: Version) -> HttpResponseBase:
    """All files in an archive."""
    check_readable(request)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(files_at(version).items()):
            archive.writestr(_entry(path), text.encode())
    return attachment_response(f"packs-{version[:12]}.zip", content.getvalue(), "application/zip")


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
