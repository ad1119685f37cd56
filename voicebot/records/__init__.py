"""What is remembered of calls: turns, events and callbacks in SQLite or PostgreSQL.

``store.Records`` is the one door; ``entries`` has what goes in and comes out.
"""
