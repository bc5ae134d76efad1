"""Goods in flow: what codes and names mean, what is left by calculation, which lines are withheld."""
