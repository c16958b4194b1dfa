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
    -- the newest outcome, and the capture that it was read from
    outcome TEXT, refusal TEXT, http_status INTEGER, last_capture TEXT,
    first_seen_at TEXT NOT NULL, answered_at TEXT, -- the newest response
    last_checked_at TEXT, last_changed_at TEXT
) STRICT;
CREATE INDEX urls_by_plan ON urls (planned_by, done_by);
CREATE INDEX urls_by_capture ON urls (last_capture);
CREATE TABLE links (source TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (source, target)) STRICT, WITHOUT ROWID;
-- Every capture that has content of its own; and of revisits those behind which the URL says again what it said before, after
-- it had said something else, or was gone.
CREATE TABLE captures (
    capture_id TEXT PRIMARY KEY, url TEXT NOT NULL, run_id TEXT NOT NULL, fetched_at TEXT NOT NULL,
    outcome TEXT NOT NULL, etag TEXT, last_modified TEXT, sha256 TEXT, -- of the content, decoded
    state TEXT,    -- what it says of the URL: known, gone, moved; null if nothing
    same_as TEXT,  -- the capture that has its content, where it is a revisit
    is_whole INTEGER, -- whether the page was read whole, so that what it lacks is not on it
    read_by TEXT NOT NULL, parser_version TEXT NOT NULL, -- the run that read it, and the code
    page_id TEXT, pair_key TEXT, title TEXT, observation_count INTEGER, issue_count INTEGER -- where it is good
) STRICT;
CREATE INDEX captures_by_url ON captures (url, fetched_at);
CREATE TABLE issues (capture_id TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, "table" INTEGER, "row" INTEGER) STRICT;
CREATE INDEX issues_by_capture ON issues (capture_id);
-- What was seen of each URL, with the good capture that has the content.
CREATE VIEW seen AS SELECT good.*, again.fetched_at AS seen_at, again.capture_id AS seen_in
    FROM captures AS again
    JOIN captures AS good ON good.url = again.url AND good.capture_id = coalesce(again.same_as, again.capture_id)
    WHERE good.outcome = 'fetched';
-- The good capture of each URL that was seen last.
CREATE VIEW readings AS SELECT *, max(seen_at) FROM seen GROUP BY url;
CREATE TABLE segments (
    path TEXT PRIMARY KEY, run_id TEXT NOT NULL, parser_version TEXT NOT NULL, observations INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
-- How many bytes of each are committed.
CREATE TABLE archives (name TEXT PRIMARY KEY, committed INTEGER NOT NULL) STRICT;
