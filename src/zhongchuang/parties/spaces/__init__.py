"""What is decided about makerspaces without a database: the course of a residency, the figures of a period, the sheet.

======================  ================================================================================
`residency.py`          events → where a tenant stands as at a date, as known at a moment
`graduation.py`         the standards for graduating (`criteria.yaml`), and whether results meet one
`periods.py`            quarters and years; the figures of one, and what later corrections change
`sheet.py`              the columns of the tenants' sheet: what a cell may hold, and how it is written back
`reading.py`            the cells of an uploaded workbook (in the child process only)
`sandbox.py`            that child process, with limits on memory and time
`workbook.py`           the sheet as an Excel workbook, empty or filled
`comparing.py`          a sheet against what is known: new, changed, same
`append_only.py`        which tables the database itself keeps from changing
======================  ================================================================================
"""
