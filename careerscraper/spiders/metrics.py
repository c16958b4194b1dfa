"""Comparison pages of certifywize.com and usa-calc.com."""

from careerscraper.spiders.comparison import ComparisonSpider


class MetricsSpider(ComparisonSpider):
    """Crawls the pages "A vs B" of certifywize.com and usa-calc.com."""

    name = "metrics"
