"""The document reader: a policy document in any common file becomes a ``model.Document``.

Pure Python without Django. The reader states what the text says and never guesses: what the text leaves
open is None or empty, and every defect of a copy is a ``ReadWarning``. Two readings give the same result.

The stages, in the order in which words pass through them:

1. ``extract``: bytes to paragraphs and tables (``source.Source``), by content and never by the file's
   name. Here the limits of ``limits`` are kept and here reading can fail (``errors``); nothing later does.
2. ``cleaning``, ``copies``, ``furniture``: odd characters, second copies, page numbers and menus go.
3. ``tables`` (rows out of tab-separated lines) and ``wraps``: lines broken by a page or a fixed width become
   paragraphs again.
4. ``layout``: head, addressees, cover, issued text, signature, annexes (``marks``, ``signature``, ``annexes``).
5. ``head`` (with ``docnumber``, ``organs``): title, number, issuers, genre.
6. ``tree`` (with ``labels``, ``numerals``): which labels are true ones, and which clause stands under which.
7. ``clauses``: headings; ``notes`` finds the words that say who must act, ``units`` reads them.
8. ``citations``, ``quantities``, ``validity``: other documents, numbers with units, the term.

``parse.parse`` is that order. ``read.read_document`` runs it in this process, for files of the
repository; ``sandbox.read_in_sandbox`` runs it in a child process with limits, for files from outside.
docs/reader.md has the rules of refs, units and warnings.
"""
