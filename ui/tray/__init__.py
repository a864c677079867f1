"""The tray: icon with a badge, menu, notifications. Never enters here: what to notify about (``app``)."""
