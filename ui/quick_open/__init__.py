"""Quick-open: two keystrokes to a form, a person, a document. Never enters here: searching (``app``)."""
