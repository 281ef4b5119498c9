"""The container of an OFD and the XML of an invoice, read with limits: bombs, entities and odd encodings are met here."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib

from lxml import etree

from zhongchuang.clearance.invoices.errors import Broken, Encrypted, Hostile, TooLarge
from zhongchuang.clearance.invoices.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_ARCHIVE_ENTRIES,
    MAX_ARCHIVE_RATIO,
    MAX_XML_BYTES,
    MIB,
)

_ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030"}
"""Encodings an XML may name. Others can hide a document type from whoever looks for one (UTF-7), so none is guessed."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, ""),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_NAMED = re.compile(rb"""^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


class Archive:
    """A zip file whose parts are unpacked one by one. The sizes it states are not trusted: unpacking stops at a limit."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _broken() from error
        if len(infos) > MAX_ARCHIVE_ENTRIES:
            raise _bomb()
        self._infos = {info.filename: info for info in infos}
        if len(self._infos) != len(infos):
            raise _broken()  # two parts of one name: readers differ in which they show
        self._unpacked = 0

    def names(self) -> list[str]:
        """The names of the parts, in order."""
        return list(self._infos)

    def read(self, name: str) -> bytes:
        """A part's bytes. Raises Hostile, Encrypted, Broken."""
        info = self._infos[name]
        if info.flag_bits & 0x1:
            raise Encrypted(
                "发票文件已加密，无法读取：请去掉密码后再上传。",
                "The invoice file is encrypted: remove the password and upload it again.",
            )
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(MIB // 4):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    swollen = size > MIB and size > MAX_ARCHIVE_RATIO * max(info.compress_size, 1)
                    if self._unpacked > MAX_ARCHIVE_BYTES or swollen:
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
            raise _broken() from error
        return b"".join(parts)


def parse_xml(data: bytes) -> etree._Element:
    """XML without a document type, entities, external files or network. Raises TooLarge, Hostile, Broken.

    The text is decoded here, strictly and from few encodings, and the parser is given UTF-8: what was looked through for a
    document type is then what is parsed.
    """
    if len(data) > MAX_XML_BYTES:
        raise TooLarge(
            f"发票的 XML 超过 {MAX_XML_BYTES // MIB} MB：请上传税务系统导出的原文件。",
            f"The invoice's XML exceeds {MAX_XML_BYTES // MIB} MB: upload the file as the tax system exported it.",
        )
    text = _decoded(data)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Hostile(
            "发票的 XML 带有实体定义，可能是恶意文件，已停止读取：请上传税务系统导出的原文件。",
            "The invoice's XML defines entities and may be hostile; reading stopped: upload the file as the tax "
            "system exported it.",
        )
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken() from error


def _decoded(data: bytes) -> str:
    """The text without its declaration. Raises Broken for an encoding that is not taken, or that the bytes are not in."""
    mark, encoding = next(((b, e) for b, e in _BOMS if data.startswith(b)), (b"", None))
    body = data[len(mark) :]
    if encoding is None:
        named = _NAMED.match(body[:200])
        encoding = _ENCODINGS.get(named[1].decode().lower(), "") if named else "utf-8"
    try:
        if not encoding:
            raise ValueError
        text = body.decode(encoding)
    except ValueError as error:
        raise Broken(
            "发票文件的文字编码无法识别：请上传税务系统导出的原文件，不要另存或改写。",
            "The encoding of the invoice file is not understood: upload the file as the tax system exported it, "
            "unchanged.",
        ) from error
    return _DECLARATION.sub("", text, count=1) if text.lstrip().startswith("<?xml") else text


def _bomb() -> Hostile:
    return Hostile(
        "发票文件解开后过大，可能是恶意文件，已停止读取：请上传税务系统导出的原文件。",
        "The invoice file unpacks to too much and may be hostile; reading stopped: upload the file as the tax "
        "system exported it.",
    )


def _broken() -> Broken:
    return Broken(
        "发票文件已损坏，打不开：请从税务系统重新下载后再上传。",
        "The invoice file is damaged and cannot be opened: download it again from the tax system.",
    )
