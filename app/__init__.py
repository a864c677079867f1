"""The person's intentions and policies, and the command line. Never enters here: Qt widgets, HTTP, SQL."""
