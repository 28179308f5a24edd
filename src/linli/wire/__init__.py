"""The messages between server and cabinet, and the only words both sides share."""
