"""Zip containers (DOCX, OFD) and the XML in them, read with limits: bombs and entities are met here."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from zhongchuang.policy.documents.errors import Broken, Encrypted, Hostile
from zhongchuang.policy.documents.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_ARCHIVE_ENTRIES,
    MAX_ARCHIVE_RATIO,
    MAX_ENTRY_BYTES,
    MIB,
)


class Archive:
    """A zip file whose parts are unpacked one by one, each within the limits.

    The sizes a zip states are not trusted: unpacking stops where a limit is passed.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _broken(error) from error
        if len(infos) > MAX_ARCHIVE_ENTRIES:
            raise _bomb()
        self._infos = {info.filename: info for info in infos}
        self._unpacked = 0

    def names(self) -> list[str]:
        """The names of the parts."""
        return list(self._infos)

    def read(self, name: str) -> bytes | None:
        """A part's bytes, or None if there is none of this name. Raises ``Hostile``, ``Encrypted``,
        ``Broken``.
        """
        info = self._infos.get(name) or self._infos.get(name.lstrip("/"))
        if info is None:
            return None
        if info.flag_bits & 0x1:
            raise Encrypted(
                "文件内容已加密，无法读取：请去掉密码后再上传。",
                "The file is encrypted: remove the password and try again.",
            )
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(MIB // 4):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    packed = max(info.compress_size, 1)
                    if (
                        size > MAX_ENTRY_BYTES
                        or self._unpacked > MAX_ARCHIVE_BYTES
                        or (size > MIB and size / packed > MAX_ARCHIVE_RATIO)
                    ):
                        raise _bomb()
                    parts.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise _broken(error) from error
        return b"".join(parts)

    def xml(self, name: str) -> etree._Element | None:
        """A part as XML, or None if there is none of this name."""
        data = self.read(name)
        return None if data is None else parse_xml(data)


def parse_xml(data: bytes) -> etree._Element:
    """XML without entities, external files or network. Raises ``Hostile`` or ``Broken``."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise Hostile(
            "文件中的 XML 带有实体定义，可能是恶意文件，已停止读取：请用 Word 或 WPS 另存后再上传。",
            "The XML in the file defines entities and may be hostile; reading stopped: save it again with "
            "Word or WPS.",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error) from error


def _bomb() -> Hostile:
    return Hostile(
        "压缩包解开后过大，可能是恶意文件，已停止读取：请用 Word 或 WPS 另存后再上传。",
        "The archive unpacks to too much and may be hostile; reading stopped: save it again with Word or "
        "WPS.",
    )


def _broken(error: Exception) -> Broken:
    return Broken(
        f"文件已损坏，打不开（{error}）：请重新下载或另存后再上传。",
        f"The file is damaged and cannot be opened ({error}): download or save it again.",
    )
