"""The words everything else is written in: frozen shapes, errors and ports.

Never enters here: I/O of any kind, SQL, HTTP, parsing.
"""
