"""The wire: one session an account, on the system's trust store and proxies, that raises only ``SyncError``.

Never enters here: what an answer means (XML, feeds, calendars), where it is kept, who asked for it.
"""
