"""Where requests may go."""

from __future__ import annotations

import pytest

from careerscraper.downloads.guard import ForbiddenUrlError, Guard, is_public

HOSTS = ("www.zippia.com", "zippia.com")
MIRROR = "http://127.0.0.1:8000"
PUBLIC = [
    "1.1.1.1",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "100.128.0.1",  # behind 100.64/10
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "2002:101:101::1",  # 6to4 of 1.1.1.1
    "64:ff9b::1.1.1.1",
    "64:ff9b::101:101",
    "2001:0:4136:e378:8000:63bf:fefe:fefe",  # Teredo of 1.1.1.1
]
PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",  # IPv4-compatible
    "::1.1.1.1",
    "::ffff:0.0.0.0",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:224.0.0.1",
    "::ffff:0:127.0.0.1",  # SIIT
    "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1.1.1.1",  # NAT64 of a local network
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",  # Teredo of 127.0.0.1
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2002:e000:1::",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fe80::1%25eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "::ffff:127.0.0.1%lo",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address: str) -> None:
    assert not is_public(address)


PASS = ["https://www.zippia.com/", "http://zippia.com/a?b#c", "HTTPS://WWW.ZIPPIA.COM/a", "https://www.zippia.com/@/:8"]
#: URLs that lead elsewhere than to the site, whether there is a mirror or not.
ELSEWHERE = [
    "https://evil.example/",
    "https://www.zippia.com.evil.example/",
    "https://evilwww.zippia.com/",
    "https://m.zippia.com/",
    "https://www.zippia.com./",
    "https://www.zippia.com:443/",
    "https://www.zippia.com:8000/",
    "https://www.zippia.com:/",
    "https://user@www.zippia.com/",
    "https://user:pw@www.zippia.com/",
    "https://www.zippia.com@evil.example/",
    "https://www.zippia.com:pw@evil.example/",
    "https://www.zippia.com%40evil.example/",
    "https://www.zippia.com\\@evil.example/",
    "https://evil.example\\@www.zippia.com/",
    "https://evil.example#@www.zippia.com/",
    "https://evil.example?@www.zippia.com/",
    "https://www.zippia.com%2eevil.example/",
    "https://www。zippia。com/",
    "https://ｗｗｗ.zippia.com/",
    "https://",
    "https:///www.zippia.com/",
    "//www.zippia.com/",
    "www.zippia.com",
    "",
    "ftp://www.zippia.com/",
    "file://www.zippia.com/etc/passwd",
    "file:///etc/passwd",
    "s3://www.zippia.com/a",
    "ws://www.zippia.com/",
    "data:text/html,www.zippia.com",
    "javascript://www.zippia.com/%0aalert(1)",
    "view-source:https://www.zippia.com/",
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.0.0.1:9/",
    "http://127.0.0.2:8000/",
    "http://127.1:8000/",
    "http://localhost:8000/",
    "http://2130706433:8000/",
    "http://017700000001:8000/",
    "http://0177.0.0.1:8000/",
    "http://0x7f000001:8000/",
    "http://0x7f.0.0.1:8000/",
    "http://127.0.0.1.:8000/",
    "http://127.0.0.1:08000/",
    "http://user@127.0.0.1:8000/",
    "http://[::1]:8000/",
    "http://[::ffff:127.0.0.1]:8000/",
    "http://[::ffff:7f00:1]:8000/",
    "http://[fe80::1%25eth0]:8000/",
    "http://169.254.169.254/latest/meta-data/",
]


@pytest.mark.parametrize("url", PASS)
def test_urls_of_the_site_stay_as_they_are(url: str) -> None:
    assert Guard(HOSTS, None).wire_url(url) == url


@pytest.mark.parametrize("origin", [None, MIRROR])
@pytest.mark.parametrize("url", ELSEWHERE)
def test_urls_of_elsewhere_are_forbidden(url: str, origin: str | None) -> None:
    with pytest.raises(ForbiddenUrlError):
        Guard(HOSTS, origin).wire_url(url)


def test_a_mirror_gets_the_requests_of_the_site_and_its_own() -> None:
    guard = Guard(HOSTS, MIRROR)
    for url in ("https://www.zippia.com/a?b#c", "http://zippia.com/a?b#c", "http://127.0.0.1:8000/a?b#c"):
        assert guard.wire_url(url) == "http://127.0.0.1:8000/a?b#c"
    assert Guard(HOSTS, "https://Mirror.test").wire_url("http://mirror.TEST/a") == "https://Mirror.test/a"


def test_the_message_holds_no_secret() -> None:
    with pytest.raises(ForbiddenUrlError) as caught:
        Guard(HOSTS, None).wire_url("https://user:s3cret@evil.example/a?token=s3cret#s3cret")
    assert "evil.example/a" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_broken_url_is_no_way_around() -> None:
    for url in ("http://[", "http://[::1", "https://[www.zippia.com]/"):
        with pytest.raises((ForbiddenUrlError, ValueError)):
            Guard(HOSTS, None).wire_url(url)


@pytest.mark.parametrize("origin", [None, MIRROR])
def test_a_host_of_the_site_may_have_public_addresses_only(origin: str | None) -> None:
    guard = Guard(HOSTS, origin)
    assert guard.allowed("www.zippia.com", ["127.0.0.1", "1.1.1.1", "::ffff:10.0.0.1", "fec0::1"]) == ["1.1.1.1"]
    assert guard.allowed("www.zippia.com", ["127.0.0.1"]) == []
    assert guard.allowed("evil.example", ["127.0.0.1"]) == []


def test_a_mirror_keeps_the_addresses_that_it_first_had() -> None:
    guard = Guard(HOSTS, "http://mirror.test:8000")
    assert guard.allowed("mirror.test", []) == []
    assert guard.allowed("Mirror.test", ["127.0.0.1", "::1"]) == ["127.0.0.1", "::1"]
    assert guard.allowed("mirror.test", ["127.0.0.2"]) == []
    assert guard.allowed("mirror.test", ["127.0.0.2", "::1", "1.1.1.1"]) == ["::1", "1.1.1.1"]
    assert guard.allowed("mirror.test", ["127.0.0.1"]) == ["127.0.0.1"]
    assert guard.allowed("www.zippia.com", ["127.0.0.1"]) == []
