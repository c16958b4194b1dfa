"""Career comparison pages into clean, typed, versioned CSV and Parquet."""

__version__ = "0.1.0"
