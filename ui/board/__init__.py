"""The board: how the channel is doing, and what every number is made of."""
