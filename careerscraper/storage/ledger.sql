-- The ledger: what is known of every URL, every run, and what of archive and segments is committed.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, site TEXT NOT NULL, arguments TEXT NOT NULL, state TEXT NOT NULL, -- open, closed, abandoned
    started_at TEXT NOT NULL, ended_at TEXT, exit_code INTEGER, verdict TEXT, release TEXT
) STRICT;
CREATE TABLE urls (
    url TEXT PRIMARY KEY, site TEXT NOT NULL,
    planned_by TEXT NOT NULL, -- the newest run that has it in its plan
    done_by TEXT,             -- the newest run in which it had its outcome
    hops INTEGER NOT NULL,    -- redirects that led to it
    attempts INTEGER NOT NULL DEFAULT 0,
    outcome TEXT, refusal TEXT, http_status INTEGER,
    etag TEXT, last_modified TEXT, sha256 TEXT,
    first_seen_at TEXT NOT NULL, last_checked_at TEXT, last_changed_at TEXT,
    -- the newest good capture, and who read it with which code
    capture_id TEXT, fetched_at TEXT, run_id TEXT, parser_version TEXT,
    page_id TEXT, pair_key TEXT, title TEXT, observation_count INTEGER, issue_count INTEGER
) STRICT;
CREATE INDEX urls_by_plan ON urls (planned_by, done_by);
CREATE TABLE links (source TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (source, target)) STRICT, WITHOUT ROWID;
CREATE TABLE segments (
    path TEXT PRIMARY KEY, run_id TEXT NOT NULL, parser_version TEXT NOT NULL, observations INTEGER NOT NULL
) STRICT;
CREATE TABLE archives (name TEXT PRIMARY KEY, committed INTEGER NOT NULL) STRICT; -- bytes that are committed
