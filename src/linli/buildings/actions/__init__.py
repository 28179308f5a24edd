"""Everything that changes a committee or a matter: one transaction, one entry each."""
