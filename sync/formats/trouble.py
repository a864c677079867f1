"""What the parsers below us raise on input that nobody thought of.

Never enters here: anything else. Where this is caught, the input becomes a BadData or an ItemFailure.
"""

from __future__ import annotations

PARSER_TROUBLE = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip
