"""What a file may cost. A real policy document stays far below each of these; a hostile file meets them."""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

MAX_FILE_BYTES: Final = 64 * MIB
"""The largest file that is read at all (bytes)."""
MAX_CHARACTERS: Final = 1_000_000
"""The most characters a document may hold once extracted; the Civil Code has about 110,000."""
MAX_BLOCKS: Final = 30_000
"""The most paragraphs, table rows and cells a document may hold."""
MAX_CELLS: Final = 200_000
MAX_PAGES: Final = 500
MAX_TABLE_PAGES: Final = 60
"""Pages on which ruled tables are looked for (the dear part of reading a PDF)."""
MAX_PDF_CHARACTERS: Final = 600_000
MAX_NESTING: Final = 200
"""The deepest nesting of elements in HTML and XML."""

MAX_ARCHIVE_ENTRIES: Final = 4_000
MAX_ENTRY_BYTES: Final = 48 * MIB
"""The largest single part of a DOCX or OFD once unpacked (bytes)."""
MAX_ARCHIVE_BYTES: Final = 96 * MIB
MAX_ARCHIVE_RATIO: Final = 200
"""Unpacked to packed, above which a part larger than 1 MiB is taken for a bomb."""

SANDBOX_SECONDS: Final = 9.0
"""Wall-clock seconds a reading process may take, its start included."""
SANDBOX_BYTES: Final = 512 * MIB
"""Address space of a reading process (bytes)."""
