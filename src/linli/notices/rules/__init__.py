"""Rules of telling people: how long a message is, and when it is sent again."""
