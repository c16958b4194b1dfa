"""Comparisons in, observations out: labels mapped, cells typed, witnesses heard. Pure, in batches."""
