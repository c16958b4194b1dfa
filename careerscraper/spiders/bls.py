"""Comparison pages of bls.gov."""

from careerscraper.spiders.comparison import ComparisonSpider


class BlsSpider(ComparisonSpider):
    """Crawls the pages of groups in the Occupational Outlook Handbook."""

    name = "bls"
