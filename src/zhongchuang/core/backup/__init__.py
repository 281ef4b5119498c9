"""Everything into one file, and back: database, uploaded files, and the public files of the audit log.

===============  =============================================================================================
`archive.py`     the tar: a manifest with checksums, names that cannot leave their folder (pure)
`databases.py`   dump and load, for SQLite (its online backup) and PostgreSQL (pg_dump, psql)
`run.py`         `backup`, `restore`
===============  =============================================================================================

The master keys are not in it: a backup that opens itself protects nobody. Keep them apart
(docs/operations/keys.md).
"""

from zhongchuang.core.backup.run import BackupReport, RestoreReport, backup, restore

__all__ = ["BackupReport", "RestoreReport", "backup", "restore"]
