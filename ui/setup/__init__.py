"""Connecting an intranet: from one address to the first news on the screen.

Never enters here: discovery, rounds (``sync``), keeping a password anywhere.
"""
