"""What every room's part of the API is made of; docs/api.md says how a room adds its own.

================  ===========================================================================================
`operations.py`   `operation`: what an address does, in both languages, and how long its answer may be kept
`fields.py`       the strict types of parameters and bodies: a day, a whole number, a code
`paging.py`       `PageQuery`, `Paged`, `page_of`: lists in pages with totals and `Link` headers
`problems.py`     every failure as a problem document (RFC 9457) in both languages
`reading.py`      the body of a request: its type, size and JSON, read exactly
================  ===========================================================================================
"""

from zhongchuang.core.api.fields import EXACT, Day, PlaceCode, said
from zhongchuang.core.api.operations import Cache, operation
from zhongchuang.core.api.paging import Paged, PageQuery, page_of
from zhongchuang.core.api.problems import invalid, problem_response

__all__ = [
    "EXACT",
    "Cache",
    "Day",
    "PageQuery",
    "Paged",
    "PlaceCode",
    "invalid",
    "operation",
    "page_of",
    "problem_response",
    "said",
]
