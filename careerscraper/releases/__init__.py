"""Observations to published tables: Parquet, CSV, JSON lines, and their descriptions."""
