"""Keeps everything in one SQL database; rows never leave this package.

One unit of work is one transaction: `with store.write() as unit:` sees and changes
everything through `unit.posts`, `unit.plan`, `unit.people`, … and commits as a whole or not
at all, with the record of what was done in the same transaction.
"""
