"""Look and manners of every page."""
