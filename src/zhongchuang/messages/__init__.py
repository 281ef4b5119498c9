"""Notices and mails: written in the transaction of the verb that causes them, sent once."""
