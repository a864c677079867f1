"""The mirror: keeps the local cache true to the servers and delivers what people did.

Never enters here: Qt, widgets, wording shown to people, policy such as quiet hours.
"""
