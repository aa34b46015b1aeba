"""Alembic's folder: how a store of every earlier version becomes one of this version."""
