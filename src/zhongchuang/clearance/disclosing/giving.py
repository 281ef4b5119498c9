"""Awards as the 360Giving Data Standard 1.4 tells grants (https://standard.threesixtygiving.org/), so that its tools read them.

What has no place in the standard is not squeezed in: the clause is part of the description, a revoked award is told by a
classification. A natural person is told as the standard's guide for grants to individuals asks: called “Individual Recipient”,
with IND in the identifier, title and description so general that they identify nobody; the name stands on our own page only,
where it comes down after its term. Identifiers are ours (`360G-zct-…`): the prefix is not registered with 360Giving. Field by
field: docs/award-search.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from zhongchuang.clearance.disclosing.categories import category_words
from zhongchuang.clearance.disclosing.sheets import SheetRow, yuan

VERSION = "1.4"
PREFIX = "360G-zct"
PERSON = "Individual Recipient"
LONGEST_TITLE = 140
REVOKED = "revoked"


def grant(
    row: SheetRow, *, recipient: str, personal: bool, programme: str, modified: datetime
) -> dict[str, Any]:
    """One award as a grant. `recipient`: the key of the organisation; `programme`: the id of the programme, may be empty."""
    if personal:  # the words of the case may tell who it is, whether they hold the name or not
        row = replace(row, title=row.programme or f"Grant to {PERSON}")
    found: dict[str, Any] = {
        "id": f"{PREFIX}-{row.number}",
        "title": row.title if len(row.title) <= LONGEST_TITLE else row.title[: LONGEST_TITLE - 1] + "…",
        "description": _description(row),
        "currency": "CNY",
        "amountAwarded": yuan(row.amount),
        "amountDisbursed": yuan(row.paid),
        "awardDate": row.decided_on.isoformat(),
        "url": row.url,
        "fundingOrganization": [{"id": f"{PREFIX}-funder-{_digest(row.department)}", "name": row.department}],
        "dateModified": modified.isoformat(timespec="seconds"),
        "dataSource": row.url,
    }
    if personal:
        found["recipientIndividual"] = {"id": f"{PREFIX}-IND-{row.number}", "name": PERSON}
    else:
        found["recipientOrganization"] = [
            {
                "id": f"{PREFIX}-recipient-{recipient}",
                "name": row.recipient,
                "addressCountry": "China",
                **({"description": f"统一社会信用代码 {row.code}"} if row.code else {}),
            }
        ]
    if row.programme:
        found["grantProgramme"] = [{"title": row.programme, **({"code": programme} if programme else {})}]
    if row.place:
        found["beneficiaryLocation"] = [
            {"name": row.place_name or row.place, "countryCode": "CN", "geoCode": row.place}
        ]
    if classified := _classifications(row):
        found["classifications"] = classified
    return found


def package(
    *, title: str, publisher: str, site: str, address: str, page: str, issued: datetime
) -> dict[str, Any]:
    """What stands around the grants."""
    return {
        "version": VERSION,
        "title": title,
        "description": (
            "本平台公开的支持，金额以元计；已撤销的注明。"
            " Awards disclosed on this platform, in CNY; revoked ones are classified as such."
        ),
        "issued": issued.isoformat(timespec="seconds"),
        "modified": issued.isoformat(timespec="seconds"),
        "identifier": f"{PREFIX}-{_digest(address)}",
        "publisher": {"identifier": PREFIX, "name": publisher, "website": site},
        "downloadURL": address,
        "accessURL": page,
    }


def _description(row: SheetRow) -> str:
    told = [row.title, row.programme, f"依据：{row.basis}" if row.basis else ""]
    if row.state_code == REVOKED:
        told.insert(0, f"已于 {row.revoked_on.isoformat()} 撤销" if row.revoked_on else "已撤销")
    return "；".join(part for part in dict.fromkeys(told) if part)


def _classifications(row: SheetRow) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = []
    if row.category:
        found.append(
            {
                "vocabulary": "zhongchuang category",
                "code": row.category,
                "title": category_words(row.category),
            }
        )
    if row.state_code == REVOKED:
        found.append({"vocabulary": "zhongchuang state", "code": REVOKED, "title": "已撤销 Revoked"})
    if row.synthetic:
        found.append(
            {"vocabulary": "zhongchuang data", "code": "synthetic", "title": "演示数据 Made-up data"}
        )
    return found


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
