"""Bytes in, comparisons out: document → grids → comparison. Pure functions; nothing here knows the network."""
