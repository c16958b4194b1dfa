"""Comparison pages of study.com."""

from careerscraper.spiders.comparison import ComparisonSpider


class StudySpider(ComparisonSpider):
    """Crawls the articles of study.com that compare careers."""

    name = "study"
