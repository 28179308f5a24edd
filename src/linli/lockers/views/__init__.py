"""The pages of the lockers: the courier's, the owner's, the board."""
