"""Downloader middlewares of our own; settings.py says where each stands and why."""
