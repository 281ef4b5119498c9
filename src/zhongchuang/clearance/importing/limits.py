"""What a table of awards may cost. A province's list of some years stays below each; what is built to harm meets them."""

from __future__ import annotations

from typing import Final

MIB: Final = 1024 * 1024

MAX_FILE_BYTES: Final = 64 * MIB
"""The largest file that is read at all (bytes); 200,000 awards take about 15 MB as xlsx and 45 MB as CSV."""
MAX_ROWS: Final = 300_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 2_000
"""Characters of one cell; none of ours needs more than 400."""
HEAD_WITHIN: Final = 10
"""How far down the head may stand: offices put titles above it."""

MAX_UNPACKED: Final = 768 * MIB
"""The most a workbook unpacks to (bytes), whatever its table of contents says."""
MAX_RATIO: Final = 200
"""Unpacked to packed, above which a part larger than 8 MiB is taken for a bomb."""
MAX_PARTS: Final = 2_000

SANDBOX_SECONDS: Final = 300
"""Seconds of the machine a reading process may use, and wall-clock seconds it may take."""
SANDBOX_BYTES: Final = 2_048 * MIB
"""Address space of a reading process (bytes): a workbook is unpacked whole, 300,000 rows of it take about 900 MiB."""
