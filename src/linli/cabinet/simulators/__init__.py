"""The cabinet that is not there: doors, meals, hands and heat, and the boards wired to them."""
