"""The store: tables, migrations, readers and writers, on SQLite or PostgreSQL.

Frozen domain objects go in and come out; no statement and no driver error leaves this package.
"""
