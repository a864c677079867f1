"""What is not code: icons, styles, translations, tips, the demo organisation. Never enters here: code."""
