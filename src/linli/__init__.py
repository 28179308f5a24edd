"""Linli 邻里: an operating platform for a city district."""
