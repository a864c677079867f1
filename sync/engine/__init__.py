"""The engine: rounds that bring the mirror in step with the servers and deliver what people did.

Never enters here: SQL, HTTP, formats, wording, policy of the person.
"""
