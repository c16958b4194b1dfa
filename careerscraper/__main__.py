"""`python -m careerscraper` is the command `careerscraper`."""

from careerscraper.cli import main

main()
