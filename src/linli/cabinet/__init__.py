"""The agent in a cabinet: it alone moves locks and says what its doors did. No Django."""
