"""What the ledger asks of the database itself, in the manner of each.

=================  ===============================================================================
`dialects.py`      one step of the ledger as one act of the database: the two ways, one promise
`postgres.py`      a function on the server, called once a step
`sqlite.py`        conditional UPDATEs in an IMMEDIATE transaction
`append_only.py`   transfers are never changed: triggers
=================  ===============================================================================
"""
