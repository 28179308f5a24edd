"""智能外卖柜: meals that wait in a lobby, each handed from courier to owner exactly once."""
