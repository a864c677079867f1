"""Reading what servers send: bytes in, frozen shapes out. Everything here takes its input for hostile.

Never enters here: I/O of any kind (files, network, store), Qt, wording shown to people.
"""
