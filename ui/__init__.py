"""The glass: Qt Widgets, one folder a page; translates codes into words.

Never enters here: network, SQL, waiting.
"""
