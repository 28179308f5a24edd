"""What can go wrong in the committees, a module a subject, in words for the person before it."""
