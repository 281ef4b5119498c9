"""What an invoice may cost. A real one stays far below each of these; a hostile file meets them."""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

MAX_FILE_BYTES: Final = 10 * MIB
"""The largest file that is read at all (bytes); an invoice as PDF or OFD has a tenth of one MiB."""
MAX_XML_BYTES: Final = 4 * MIB
"""The largest XML, by itself or inside an OFD (bytes): two thousand lines take less than two MiB."""
MAX_LINES: Final = 5_000
MAX_FIELD: Final = 2_000
"""The most characters of one field; a remark is the longest."""

MAX_ARCHIVE_ENTRIES: Final = 500
MAX_ARCHIVE_BYTES: Final = 24 * MIB
"""The most that is unpacked of one OFD (bytes), whatever its table of contents says."""
MAX_ARCHIVE_RATIO: Final = 200
"""Unpacked to packed, above which a part larger than 1 MiB is taken for a bomb."""

MAX_PAGES: Final = 50
MAX_PDF_CHARACTERS: Final = 200_000

SANDBOX_SECONDS: Final = 9.0
"""Wall-clock seconds a reading process may take, its start included."""
SANDBOX_BYTES: Final = 512 * MIB
"""Address space of a reading process (bytes)."""
