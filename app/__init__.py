"""The person's intentions and policies, and the command line. Never enters here: Qt widgets, HTTP, SQL."""

VERSION = "0.1.0"  # the same in pyproject.toml and CHANGELOG.md; a test compares
