"""The states things can be in, with the words people read, a module a subject."""
