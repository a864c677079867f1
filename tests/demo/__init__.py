"""The demo intranet against its real servers. Never enters here: the client, but for its profile's shape."""
