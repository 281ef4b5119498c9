"""The room's verbs.

`writing.py` writes mails in the transaction that causes them; `sending.py` hands them over; `keeping.py` tries again what
was given up and forgets what need not be kept.
"""

from zhongchuang.messages.decisions import Letter
from zhongchuang.messages.services.keeping import mail_forget_old, mail_forget_person, mail_retry
from zhongchuang.messages.services.sending import mail_send_due
from zhongchuang.messages.services.writing import letter_of, mail_write, mail_write_many

__all__ = [
    "Letter",
    "letter_of",
    "mail_forget_old",
    "mail_forget_person",
    "mail_retry",
    "mail_send_due",
    "mail_write",
    "mail_write_many",
]
