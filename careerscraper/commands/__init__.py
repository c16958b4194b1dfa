"""The verbs of the command `careerscraper`, one module a group."""
