"""The embedded demo intranet: three real servers with the content of one fictional organisation.

It is a server. Never enters here: anything of the client (``app``, ``ui``, ``sync``).
"""
