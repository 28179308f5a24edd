"""What the committee decides by, as functions of plain values."""
