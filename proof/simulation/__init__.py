"""A cabinet and its server in one thread of virtual time, with every misfortune drawn by a seed.

What is real: the cabinet's core, machine, journal (SQLite, on a disk of memory), uplink and
the codec; the server's rules for the journal, projection, lifecycle, capacity and holding.
What is played: hardware, network, people, and the server's tables with their transactions,
in the order of ``lockers.actions``. One seed is one run, the same each time.
"""
