"""What a release has to hold before the pointer moves to it: each check has a name, a figure, a limit and a verdict."""
