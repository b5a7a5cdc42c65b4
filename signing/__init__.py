"""Receipts, their keys, short codes and short links: everything that Ask First signs.

Knows nothing of Flask, the database or the clinic: itsdangerous, cryptography and
the standard library only. Time, keys and randomness come in as arguments.
"""
