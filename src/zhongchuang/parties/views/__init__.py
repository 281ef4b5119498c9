"""The room's pages: parse the request, call the verb, draw the answer.

`me.py`: one's own account; `accounts.py`: all accounts and their roles.
"""
