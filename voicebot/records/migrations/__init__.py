"""How the schema came to be: one Alembic script per change, applied when the records open.

A new script is the next number in ``versions``, written by hand with the previous number as its
``down_revision``; the test of the migrations prints what is missing from it.
"""
