"""The cabinet's own screen: one page on loopback, with or without a server behind it."""
