"""The Scrapy settings: each component, its number and why; each changed value with Scrapy's own default.

Loaded by name (`SCRAPY_SETTINGS_MODULE=careerscraper.settings`), so that it works from any folder.
`-s NAME=VALUE` changes any of them.
"""

from scrapy.settings import default_settings

from careerscraper.parsers.limits import MAX_BYTES

BOT_NAME = "careerscraper"
SPIDER_MODULES = ["careerscraper.spiders"]
NEWSPIDER_MODULE = "careerscraper.spiders"

# --- Our own ---

# Who crawls: a mail address or a page, sent to the site in the user agent. No crawl of a real site starts without.
CONTACT = None
# A mirror that gets the requests in place of the site (spider argument `origin`): their scheme and host change.
ORIGIN = None
# A folder that gets observations, careers and comparisons as CSV and Parquet when the crawl has finished.
TABLES = None
# A host that wants to be left alone for longer, or asks for a longer delay, ends the run. Seconds.
RETRY_AFTER_MAX = 900
# Pages, blocked one after the other, that end the run.
BLOCKED_IN_A_ROW = 10
# Pages that are asked for although the sitemap says that they have not changed, before it is believed for the others.
LASTMOD_WITNESSES = 500
# Outcomes of one segment: what is read again, at most, after a kill (with READ_BESIDE up to twice as much).
SEGMENT_PAGES = 256
# Whether another process reads what this one fetches, and writes what is read. At a polite pace this one has the time.
READ_BESIDE = False

# --- Polite ---

# Default False. Our own middleware obeys it, and cannot be told not to.
ROBOTSTXT_OBEY = True
# Default None, which takes the user agent, with its contact.
ROBOTSTXT_USER_AGENT = "careerscraper"
# Default 8. One request at a time: the host should hardly notice us.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Default 16. What waits in the downloader delays every stop: the spider sets it to what a host may get.
CONCURRENT_REQUESTS = 1
# Default 0. Seconds between two requests to a host.
DOWNLOAD_DELAY = 1.0
# Default 0.5: up to half of the delay less. A delay is what the site may count on.
DOWNLOAD_DELAY_JITTER = 0.0
# Default False, and 5.0. Slower still while the site is slow.
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
# Default True. The pages need no cookies, and none can leak.
COOKIES_ENABLED = False
# Default True. No host learns where we were before.
REFERER_ENABLED = False
# Default True. A 30x is an outcome of its own and its target a page to plan: Scrapy drops a redirect to a URL that was
# already asked for without a callback, and redirects of start requests leave the allowed domains.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False

# --- Safe ---

# Default: file, data, ftp and s3 are on. A link or a sitemap must never read a local file or use credentials. Pages are
# archived as they come off the wire, and not by a middleware: Scrapy sends the next request before those see the response.
DOWNLOAD_HANDLERS = {
    "http": "careerscraper.downloads.handler.ArchivingHandler",
    "https": "careerscraper.downloads.handler.ArchivingHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# Default False. A page from who knows whom is not the site's.
DOWNLOAD_VERIFY_CERTIFICATES = True
# Default {"Accept": "text/html,…", "Accept-Language": "en"}. What `storage/coding.py` can undo.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}
# Default 1 GiB. 600 KiB of gzip become 1.3 GiB of memory; comparison pages have 50 to 250 KB.
DOWNLOAD_MAXSIZE = MAX_BYTES
# Default 32 MiB.
DOWNLOAD_WARNSIZE = MAX_BYTES // 2
# Default 180 seconds.
DOWNLOAD_TIMEOUT = 60
# Default True. Behind a proxy, which the environment may name, addresses cannot be checked; and it has a password, often.
HTTPPROXY_ENABLED = False
# Default True, both. Ports into the process.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- Lean ---

# Default 100, which makes 101 tasks a response. With one item a page, 1 makes the whole crawl half as fast again.
CONCURRENT_ITEMS = 1
# Default 5,000,000, some 35 pages: more wait, now and then, for the process that reads them (READ_BESIDE). Bytes.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 16_000_000
# Default True: the source of each callback is read, a millisecond a page as each of ours is a new one.
WARN_ON_GENERATOR_RETURN_VALUE = False
# Default DEBUG: two lines a page.
LOG_LEVEL = "INFO"
# Default prints whole items; ours are whole pages.
LOG_FORMATTER = "careerscraper.log.LogFormatter"
# Default None, which escapes all but ASCII in JSON.
FEED_EXPORT_ENCODING = "utf-8"

# --- Components ---

# Off by the settings above. Scrapy would load them nevertheless, for a tenth of a second each, even where they are None here.
EXTENSIONS_BASE = {
    path: number for path, number in default_settings.EXTENSIONS_BASE.items() if "RemoteControl" not in path
}
DOWNLOADER_MIDDLEWARES_BASE = {
    path: number for path, number in default_settings.DOWNLOADER_MIDDLEWARES_BASE.items() if "Cookies" not in path
}

DOWNLOADER_MIDDLEWARES = {
    # In the place and with the number of Scrapy's own, which fails open.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "careerscraper.middlewares.robots.RobotsMiddleware": 100,
    # Each costs every page some time, and has nothing to do here: no page has a password, nobody reads bytes per method.
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    # The download handler guards every request, also those that carry dont_filter.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    # The download handler unpacks.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
}

SPIDER_MIDDLEWARES = {
    # Every status is an outcome; the ledger counts hops, and no depth limits a crawl.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    # No URL of a page is longer than what a site's `comparison_url` lets through, and the spider says itself what it starts with.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
}

ITEM_PIPELINES = {
    # First: the journal records every outcome. Off under plain `scrapy crawl`.
    "careerscraper.pipelines.SegmentPipeline": 50,
    # Counts every outcome, lets only comparisons pass.
    "careerscraper.pipelines.OutcomePipeline": 100,
    # Behind it, so that it sees comparisons only; off without TABLES.
    "careerscraper.pipelines.TablesPipeline": 200,
}
