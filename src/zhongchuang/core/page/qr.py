"""A QR code as a picture in the page: one SVG path of squares, without script; dark on white in either theme, for cameras."""

from __future__ import annotations

import io

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M


def qr_picture(text: str, *, words: str = "qr-words") -> SafeString:
    """The picture of a text; `words`: the id of the element that says the same in letters, for whoever does not see it."""
    code = qrcode.QRCode(border=4, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    path = io.StringIO()
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                path.write(f"M{x} {y}h1v1h-1z")
    size = len(rows)
    if not words.replace("-", "").isalnum():
        raise ValueError(f"{words!r} is no id of an element")
    return mark_safe(  # noqa: S308 - numbers and a checked id only
        f'<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-labelledby="{words}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path.getvalue()}" fill="#000"/></svg>'
    )
