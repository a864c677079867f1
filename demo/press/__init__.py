"""Making the demo's documents and pictures, once; needs the development dependencies.

Never enters here: anything that the running demo imports.
"""
