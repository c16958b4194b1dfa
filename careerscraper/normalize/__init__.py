"""Comparisons in, observations out: labels mapped, cells typed, careers identified, witnesses heard. Pure, in batches."""
