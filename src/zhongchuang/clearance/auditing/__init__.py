"""Looking at every support again, all at once (pure: tables in, findings out).

================  ===========================================================================================
`tables.py`       what is looked at: supports, their keys, the parties behind them
`resolving.py`    which parties are one: linked names, codes brought together
`statements.py`   the rules as SQL over the whole tables; the same SQL for DuckDB and for Spark
`runners.py`      who runs the SQL
`engine.py`       `audit`: step by step, telling how far it is
`findings.py`     what was found, and its sentence
`report.py`       workbook and JSON
================  ===========================================================================================
"""
