"""robots.txt as RFC 9309 has it, where Scrapy's own middleware fails open."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached


class RobotsUnknownError(IgnoreRequest):
    """robots.txt could not be fetched, which forbids everything until it can (RFC 9309, 2.3.1.4)."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt, also for requests that wait while it is fetched, and where it cannot be fetched.

    Of several requests that wait for one robots.txt, Scrapy 2.19 gives the rules to the first and None, which allows
    everything, to the others: each callback of a shared Deferred gets what the one before returned.
    """

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules for ``request``; raise `RobotsUnknownError` if they could not be fetched."""
        rules = await super().robot_parser(request) or self._parsers[urlparse_cached(request).netloc]
        if not isinstance(rules, RobotParser):
            raise RobotsUnknownError("robots.txt could not be fetched, so nothing may be requested")
        return rules

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:  # unreachable: nothing is allowed
            self._robots_error(RobotsUnknownError(), netloc)
            return
        if response.status >= 400:  # unavailable: everything is
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
