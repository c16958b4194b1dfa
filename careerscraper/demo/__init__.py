"""A small comparison site on loopback, for demo, tests and benchmarks. Its figures are invented."""
