"""The only ways from a person or a link to a row of the committees, a module a subject."""
