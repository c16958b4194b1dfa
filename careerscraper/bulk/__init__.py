"""Extraction of saved pages and archives in bulk: on one core, on all, or on a cluster, with the same bytes out."""
