"""Every write of the lockers: one function, one transaction, one ledger entry."""
