"""Connectors: each speaks one kind of server and hands over items; each keeps the same contract.

Never enters here: the store, the scheduler, parsing (``formats``), transport (``net``), wording.
"""
