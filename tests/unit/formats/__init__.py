"""Tests of reading what servers send. Never enters here: network, files of other people."""
