"""The store: the encrypted cache with the mirror, the person's own state, the outbox and the held content.

Never enters here: HTTP, parsing of what servers send, Qt, wording shown to people.
"""
