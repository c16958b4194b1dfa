"""The fuzzer itself is no test, and needs atheris."""

collect_ignore = ["extract_fuzzer.py"]
