"""Comparison pages of zippia.com."""

from careerscraper.spiders.comparison import ComparisonSpider


class ZippiaSpider(ComparisonSpider):
    """Crawls the pages "A vs B differences" of zippia.com."""

    name = "zippia"
