"""What of a person everybody may see who may see that there is one: enough to recognise, too little to use."""

from __future__ import annotations

STAR = "*"


def masked_name(name: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧***, John Smith → J*** S****."""
    return " ".join(word[:1] + STAR * max(1, len(word) - 1) for word in name.split())


def masked_number(number: str) -> str:
    """210102199001011234 → 2101**********1234; of a shorter number the first and the last two."""
    first, last = (4, 4) if len(number) >= 15 else (1, 2)
    return number[:first] + STAR * max(1, len(number) - first - last) + number[len(number) - last :]


def masked_telephone(number: str) -> str:
    """13800001234 → 138****1234."""
    if len(number) < 8:
        return STAR * len(number)
    return number[:3] + STAR * (len(number) - 7) + number[-4:]
