"""A caller that is not us: speaks to the server as a telephone provider would, and listens.

One simulated call goes through this package as follows::

    scenario -> voices -> script (what the caller does, tick by tick) -> line (what it loses)
             -> twilio_caller (the wire)
             -> recording -> measurements
    records  -> expectations -> report

``script``, ``playout``, ``listening`` and ``measurements`` know neither clocks nor sockets; only
``twilio_caller`` runs in real time.
"""
