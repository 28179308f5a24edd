"""Every read of the lockers."""
