"""The tour over the window's real controls. Never enters here: the steps and their words (``app.tour``)."""
