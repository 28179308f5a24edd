"""What the lockers believe: pure functions of plain values."""
