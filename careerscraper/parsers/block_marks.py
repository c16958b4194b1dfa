"""By what pages that are none of the site are known whatever their language: headers, and what stands in their tags and scripts.

All in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Kind = Literal["challenge", "captcha", "consent", "login", "maintenance", "parked", "soft_404", "denied"]

#: Headers that say it outright.
#: https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response
#: https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html
HEADERS: Mapping[str, Mapping[str, Kind]] = {
    "cf-mitigated": {"challenge": "challenge"},
    "x-amzn-waf-action": {"challenge": "challenge", "captcha": "captcha"},
}

#: What stands in tags and scripts of such pages only, the more exact kind first. What good pages load, too, is none of it:
#: https://developers.cloudflare.com/cloudflare-challenges/challenge-types/javascript-detections/ is on all pages of a site.
WALLS: Mapping[Kind, tuple[bytes, ...]] = {
    "captcha": (
        b"captcha-delivery.com",  # DataDome: https://github.com/psf/requests/issues/5331 (once c.datado.me)
        b"c.datado.me",
        b"px-captcha",  # HUMAN, once PerimeterX: https://github.com/HumanSecurity/perimeterx-python-wsgi/pull/14
        b"captcha.awswaf.com",  # https://docs.aws.amazon.com/waf/latest/developerguide/waf-js-captcha-api-conditional.html
        b"cf-challenge-hcaptcha",  # https://github.com/FlareSolverr/FlareSolverr
        b"cf_captcha_kind",
        b"lsrecaptcha-form",  # LiteSpeed: https://github.com/FlareSolverr/FlareSolverrSharp/issues/20
        b"/.well-known/sgcaptcha",  # SiteGround
        b"validate.perfdrive.com",  # Radware
        b"distilcaptchaform",  # Distil, now Imperva
        b"/errors/validatecaptcha",
        b"/sorry/index",
        b"/showcaptcha",
    ),
    "challenge": (
        b"_cf_chl_opt",  # Cloudflare
        b"__cf_chl_",  # https://github.com/Ekultek/WhatWaf/issues/1393
        b"/orchestrate/chl_page",  # https://github.com/scaredos/cfresearch
        b"cf-challenge-running",  # https://github.com/FlareSolverr/FlareSolverr
        b"cf-browser-verification",
        b"trk_jschal_js",
        b"gokuprops",  # AWS WAF; its token script is on good pages, too
        b"onprotectioninitialized",  # Imperva: https://github.com/daijro/camoufox/issues/90
        b"sucuri_cloudproxy_js",  # https://github.com/Anorov/cloudflare-scrape/issues/76
        b"sec-if-cpt-container",  # Akamai
        b"sec-cpt-if",
        b"?bm-verify=",
        b"bobcmn",  # F5
        b"/.well-known/ddos-guard/js-challenge",
        b"anubis_challenge",  # https://github.com/TecharoHQ/anubis
        b"/.within.website/x/cmd/anubis",
        b"/_fs-ch-",  # Fastly
        b"slowaes.decrypt",
    ),
    "denied": (
        b"cf-error-details",  # https://github.com/FlareSolverr/FlareSolverr
        b"sucuri-firewall-block",  # https://github.com/EnableSecurity/wafw00f (plugins/sucuri.py)
        b"cloudproxy@sucuri.net",
    ),
    "consent": (
        b"//consent.google.",  # forms lead there; https://github.com/easylist/easylist/issues/9281 for the others
        b"//consent.youtube.",
        b"//consent.yahoo.",
        b"//guce.",
        b"/collectconsent",
    ),
    "parked": (
        b"/adsense/domains/caf.js",  # AdSense for domains
        b"parking-lander",  # GoDaddy
        b"lander_system",
        b'location.href="/lander"',
        b"sedoparking.com",
        b"sedo.com/search/details",
        b"parkingcrew.net",
        b"d38psrni17bvxu.cloudfront.net",
        b"bodis.com",
        b"parklogic.com",
        b"dan.com/buy-domain",
        b"afternic.com/forsale",
        b"hugedomains.com/domain_profile",
        b"/cgi-sys/suspendedpage.cgi",
        b"/cgi-sys/defaultwebpage.cgi",
    ),
}

#: What good pages embed, too: a sign where the page shows hardly anything else.
#: https://developers.google.com/recaptcha/docs/display, https://docs.hcaptcha.com/,
#: https://developers.cloudflare.com/turnstile/get-started/client-side-rendering/
WIDGETS: Mapping[Kind, tuple[bytes, ...]] = {
    "captcha": (
        b"g-recaptcha",
        b"/recaptcha/api",
        b"/recaptcha/enterprise",
        b"grecaptcha.render",
        b"h-captcha",
        b"hcaptcha.com",
        b"cf-turnstile",
        b"/turnstile/v0/",
        b"frc-captcha",
        b"geetest.com",
        b"arkoselabs.com",
        b"funcaptcha.com",
        b"smartcaptcha.yandexcloud.net",
        b"tcaptcha.js",
    ),
    "challenge": (b"/_incapsula_resource", b"/tspd/", b"kpsdk", b"_pxappid", b"ct.datado.me"),
}
#: Scripts that ask for consent: on good pages a banner.
CONSENT_SCRIPTS = (
    b"consensu.org",
    b"consentmanager.net",
    b"cookiebot.com",
    b"cookielaw.org",
    b"didomi",
    b"onetrust",
    b"privacy-mgmt.com",
    b"sourcepoint",
    b"trustarc.com",
    b"usercentrics",
)
#: Where a page that shows nothing sends its reader.
ERRANDS: Mapping[Kind, re.Pattern[bytes]] = {
    "captcha": re.compile(rb"[/.?=](?:re|h)?captcha(?![\w-])"),
    "challenge": re.compile(rb"[/.?=](?:challenge|checkpoint)(?![\w-])"),
    "consent": re.compile(rb"[/.?=](?:cookie-?)?consent(?![\w-])"),
    "login": re.compile(rb"[/.?=](?:log-?in|sign-?in|logon|sso|oauth2?)(?![\w-])"),
    "maintenance": re.compile(rb"[/.?=](?:maintenance|offline)(?![\w-])"),
}
