"""The Scrapy settings: each component, its number and why; each changed value with Scrapy's own default.

Loaded by name (`SCRAPY_SETTINGS_MODULE=careerscraper.settings`), so that it works from any folder. `-s NAME=VALUE` changes any of them.
"""

from careerscraper.parsers.limits import MAX_BYTES

BOT_NAME = "careerscraper"
SPIDER_MODULES = ["careerscraper.spiders"]
NEWSPIDER_MODULE = "careerscraper.spiders"

# --- Our own -------------------------------------------------------------------------------------------------------------------------

# Who runs the crawl: a mail address or a page, sent to the site in the user agent. A crawl of a real site does not start without.
CONTACT = None
# A mirror that the requests go to in place of the site (spider argument `origin`): only scheme and host on the wire change.
ORIGIN = None
# Folder that gets observations, careers and comparisons as CSV and Parquet when the crawl has finished.
TABLES = None

# --- Polite --------------------------------------------------------------------------------------------------------------------------

ROBOTSTXT_OBEY = True  # default False
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8: the host should hardly notice us
DOWNLOAD_DELAY = 1.0  # default 0: a second between requests, unless the site's own Crawl-delay or our user says more
AUTOTHROTTLE_ENABLED = True  # default False: slower still while the site is slow
AUTOTHROTTLE_START_DELAY = 1.0  # default 5.0
COOKIES_ENABLED = False  # default True: the pages need none, and none can leak
REFERER_ENABLED = False  # default True: a mirror or another host learns nothing of where we were
REDIRECT_ENABLED = False  # default True: a 30x is an outcome of its own and its target a page to plan, so no page is lost in a redirect
METAREFRESH_ENABLED = False  # default True: the same
HTTPCACHE_ENABLED = False  # default False: the archive is our memory; its RFC 2616 policy is slower than fetching all anew

# --- Safe ----------------------------------------------------------------------------------------------------------------------------

# Default: file, data, ftp and s3 are on. A link or sitemap must never read a local file or use credentials.
DOWNLOAD_HANDLERS = {
    "http": "careerscraper.handlers.OriginHandler",
    "https": "careerscraper.handlers.OriginHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False: a page from who knows whom is not the site's
DOWNLOAD_MAXSIZE = MAX_BYTES  # default 1 GiB: 600 KiB of gzip become 1.3 GiB of memory; pages have 50–250 KB
DOWNLOAD_WARNSIZE = MAX_BYTES // 2  # default 32 MiB
DOWNLOAD_TIMEOUT = 60  # default 180 seconds
TELNETCONSOLE_ENABLED = False  # default True: a port into the process
REMOTE_CONTROL_ENABLED = False  # default True: the same

# --- Lean ----------------------------------------------------------------------------------------------------------------------------

CONCURRENT_ITEMS = 1  # default 100: it makes 101 tasks a response; with one item a page, 1 crawls half as fast again
LOG_LEVEL = "INFO"  # default DEBUG: two lines a page
LOG_FORMATTER = "careerscraper.log.LogFormatter"  # default prints whole items
FEED_EXPORT_ENCODING = "utf-8"  # default: escapes all but ASCII in JSON

# --- Components ----------------------------------------------------------------------------------------------------------------------

ITEM_PIPELINES = {
    "careerscraper.pipelines.OutcomePipeline": 100,  # first: counts every outcome, drops what holds no comparison
    "careerscraper.pipelines.TablesPipeline": 200,  # behind it: only comparisons; off without TABLES
}
