"""Receipts of single values: where each is from, by which rules it was read, and what speaks for and against it."""
