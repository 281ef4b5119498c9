"""Tables of subjects that somebody uploads: Excel, CSV or Parquet in, a checked Parquet and a report out.

The content is read in a child process with limits (`sandbox`, `__main__`); `spec` says what the columns may be,
`reading` gets the cells out of the file, `cleaning` turns them into facts, `template` writes the sheet to fill in.
"""
