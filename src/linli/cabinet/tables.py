"""The tables of a journal's file, and what they refuse by themselves."""

FORMAT = 2
"""Of the tables below, as the file's user_version; 0 is a file that was just made."""

KEPT = "CREATE TABLE kept (name TEXT PRIMARY KEY, known BLOB NOT NULL) STRICT"
"""What else the cabinet as a whole must know, by name; files of format 1 lack it."""

TABLES = (
    """
    CREATE TABLE cabinet (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        code TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        dseq INTEGER NOT NULL DEFAULT 0,
        times BLOB,
        keys BLOB,
        acked INTEGER NOT NULL DEFAULT 0,
        base_seq INTEGER NOT NULL DEFAULT 0,
        base_hash TEXT NOT NULL
    ) STRICT
    """,
    "CREATE TABLE compartment (number INTEGER PRIMARY KEY, known BLOB NOT NULL) STRICT",
    "CREATE TABLE line (seq INTEGER PRIMARY KEY, line BLOB NOT NULL) STRICT",
    """
    CREATE TRIGGER a_line_follows_the_last BEFORE INSERT ON line
    WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM line), (SELECT base_seq FROM cabinet))
    BEGIN SELECT raise(ABORT, 'a line follows the last one'); END
    """,
    """
    CREATE TRIGGER a_line_is_never_changed BEFORE UPDATE ON line
    BEGIN SELECT raise(ABORT, 'a line is never changed'); END
    """,
    """
    CREATE TRIGGER a_line_stays BEFORE DELETE ON line
    WHEN OLD.seq > (SELECT base_seq FROM cabinet)
    BEGIN SELECT raise(ABORT, 'a line stays until it is pruned'); END
    """,
    KEPT,
    f"PRAGMA user_version = {FORMAT}",
)
"""``base`` is the last line that was let go. ``times`` and ``keys`` are null until directed."""

FROM_FORMAT_1 = TABLES[-2:]

KEEP = (
    "INSERT INTO kept (name, known) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET known = excluded.known"
)
