"""What is typed, read into facts or refused, a module a subject."""
