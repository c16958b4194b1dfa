"""What stands on disk, and how it gets there whole or not at all."""
