"""The tests: unit, contract, ui, end2end, architecture. Never enters here: code that the app imports."""
