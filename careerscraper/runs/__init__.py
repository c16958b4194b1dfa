"""A run: lock, recover, plan, crawl, read again, build, check, publish, verdict."""
