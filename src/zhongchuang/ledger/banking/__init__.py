"""The files that pass between the platform and the bank, as bytes and rows: pure, no database.

======================  ==================================================================================
`lines.py`              what a line of a batch says; totals and the digest
`batch_file.py`         the batch as CSV and as a workbook: the same bytes however often it is asked for
`template.py`           the sheet of results to fill in, for banks that answer by hand
`reading.py`            the cells of a file of results, understood; runs in the child process
`sandbox.py`            that child process, with limits on time, memory and written bytes
`matching.py`           what each result means for the line it names, or what is wrong with it
======================  ==================================================================================
"""
