"""What templates of every part may use."""
