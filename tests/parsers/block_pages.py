"""Pages that are none of the site, each in the shape of its kind, and pages that only look so; all of them written for this."""

from __future__ import annotations

Shape = tuple[str, bytes]


def html(title: str = "", body: str = "", head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


#: 120 KB of what pages inline.
STYLE = "<style>" + ".a1{color:#123456;margin:0 auto}\n" * 2400 + "</style>"
SCRIPT = "<script>" + "var a=function(b){return b+1};\n" * 1400 + "</script>"
DRAWING = '<svg viewBox="0 0 9 9"><title>logo</title>' + '<path d="M1 2L3 4"/>' * 300 + "</svg>"
MENU = "<nav><ul>" + "".join(f'<li><a href="/j{n}">Jobs of the kind {n}</a></li>' for n in range(90)) + "</ul></nav>"
PROSE = "".join(
    f"<p>In year {n} of the work a person learns a little more of the trade, and earns more.</p>" for n in range(60)
)
STUB = "<p>There are no figures about these two lines of work so far. Have a look at the others in the meantime.</p>"
COMMENTS = (
    "<form><textarea name=comment></textarea><div class='g-recaptcha' data-sitekey=k></div><button>Send</button></form>"
)
LOGIN_BOX = "<form><input name=u><input type=password name=p><button>Log in</button></form>"
BANNER = '<script src="https://cdn.cookielaw.org/otSDKStub.js"></script><div>We use cookies. Accept all</div>'
TABLE = "<table><tr><th></th><th>Cook</th><th>Baker</th></tr><tr><td>Yearly salary</td><td>$1,000</td><td>$2</td></tr></table>"
CLOUDFLARE = '<script>(function(){window._cf_chl_opt={cvId:"3",cRay:"8"};})();</script>'
JSD = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
DATADOME = "<script>var dd={'rt':'c','cid':'A','host':'geo.captcha-delivery.com'}</script>"
RECAPTCHA = '<form method=post><div class="g-recaptcha" data-sitekey="k"></div><input type=submit></form>'
PASSWORD = '<form action="/in"><input type=email name=e><input type="password" name="p"><button>OK</button></form>'

BLOCKED: dict[str, Shape] = {
    "cloudflare": ("challenge", html("Just a moment...", "<noscript>Needs cookies</noscript>" + CLOUDFLARE)),
    "cloudflare bulky": ("challenge", html("Just a moment...", DRAWING + SCRIPT + CLOUDFLARE, STYLE)),
    "cloudflare in German": ("challenge", html("Nur einen Moment…", "<h1>example.com</h1>" + CLOUDFLARE)),
    "cloudflare in capitals": ("challenge", html("WAIT", CLOUDFLARE).upper()),
    "cloudflare of old": ("challenge", html("Wait", "<form action='/x?__cf_chl_f_tk=1' id=challenge-form></form>")),
    "imperva frame": ("challenge", html("", "<iframe src='/_Incapsula_Resource?CWUDNSAI=9&incident_id=5-6'></iframe>")),
    "imperva interruption": ("challenge", b"<html><noscript><title>Pardon Our Interruption</title></noscript><p>Hm</html>"),
    "aws": ("challenge", html("", "<div id=challenge-container></div><script>window.gokuProps={};</script>")),
    "akamai": ("challenge", html("", '<div id="sec-if-cpt-container">Wait</div>')),
    "akamai refresh": ("challenge", html("", "<a href='/x?bm-verify=AAQ'></a>", "<meta http-equiv=refresh content='5'>")),
    "sucuri": ("challenge", html("You are being redirected...", "<script>sucuri_cloudproxy_js='';</script>")),
    "f5": ("challenge", html("", "<noscript>Please enable JavaScript to view the page content.</noscript>" + SCRIPT)),
    "cookie and again": ("challenge", b"<html><script>document.cookie='s=1';window.location.reload(true)</script></html>"),
    "anubis": ("challenge", html("Making sure you&#39;re not a bot!", '<script id="anubis_challenge">{}</script>')),
    "kasada": ("challenge", b"<!DOCTYPE html><script>window.KPSDK={}</script><script src='/1/2/ips.js'></script>"),
    "datadome": ("captcha", html("example.com", "<p id=cmsg>Please enable JS</p>" + DATADOME)),
    "datadome bulky": ("captcha", html("example.com", DATADOME, STYLE + SCRIPT)),
    "datadome UTF-16": ("captcha", html("example.com", DATADOME).decode().encode("utf-16")),
    "human": ("captcha", html("Access to this page has been denied", "<h1>Press &amp; Hold</h1><div id='px-captcha'></div>")),
    "recaptcha": ("captcha", html("example.com", "<h1>One step more</h1>" + RECAPTCHA)),
    "recaptcha in Russian": ("captcha", html("Ой!", "<h1>Подтвердите, что вы не робот</h1>" + RECAPTCHA)),
    "recaptcha windows-1252": ("captcha", html("S\xe9curit\xe9", RECAPTCHA).decode().encode("cp1252")),
    "hcaptcha in Japanese": ("captcha", html("確認", "<p>続けるには確認が必要です</p><div class=h-captcha></div>")),
    "turnstile": ("captcha", html("Verify you are human", MENU + '<div class="cf-turnstile"></div>')),
    "picture": ("captcha", html("Robot Check", "<p>Type the characters you see in this image</p><img src=c.jpg><input name=c>")),
    "shop": ("captcha", html("example.com", "<form action='/errors/validateCaptcha'><img src=a.jpg><input name=f></form>")),
    "consent form": ("consent", html("Bevor Sie fortfahren", "<form action='https://consent.google.com/save'>…</form>")),
    "consent name": ("consent", html("Before you continue to Example", PROSE[:1500])),
    "consent wall": ("consent", html("example.com", BANNER + "<p>" + "Unsere Partner und wir. " * 20 + "</p>", STYLE)),
    "consent yahoo": ("consent", html("Teil der Familie", "<form action='https://guce.example.com/collectConsent'></form>")),
    "login": ("login", html("Log In | Example", MENU + "<h1>Log in</h1>" + PASSWORD)),
    "login in Polish": ("login", html("Zaloguj się – Example", PASSWORD)),
    "login unnamed": ("login", html("Tere tulemast", PASSWORD, STYLE)),
    "login refresh": ("login", html("", "", "<meta http-equiv='refresh' content='0; url=/account/login?next=%2Fa-vs-b'>")),
    "login to go on": ("login", html("Example", "<h2>Hello</h2><p>Please log in first to continue.</p>")),
    "maintenance": ("maintenance", html("Site Maintenance", "<h1>We&rsquo;ll be back soon!</h1>", STYLE)),
    "maintenance of wordpress": ("maintenance", html("Maintenance", "Briefly unavailable for scheduled maintenance.")),
    "maintenance in Spanish": ("maintenance", html("Ejemplo", "<h1>Sitio en mantenimiento</h1>")),
    "maintenance text": ("maintenance", b"Our site is currently down for maintenance.\n"),
    "parked sedo": ("parked", html("example.com", "<script src='//img.sedoparking.com/x.js'></script>" + MENU)),
    "parked godaddy": ("parked", b"<html><script>window.onload=function(){window.location.href=\"/lander\"}</script></html>"),
    "parked ads": ("parked", html("example.com", '<script src="//www.google.com/adsense/domains/caf.js"></script>', STYLE)),
    "parked for sale": ("parked", html("example.com is for sale", "<h2>Make an offer</h2>")),
    "parked words": ("parked", html("Example", "<p>This domain name may be for sale. Ask us.</p>")),
    "parked host": ("parked", html("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>It is installed.</p>")),
    "404": ("soft_404", html("404 | Example", MENU + "<h1>Oops!</h1><p>Try the search.</p>")),
    "404 in words": ("soft_404", html("Page Not Found - Example", MENU + STUB)),
    "404 heading": ("soft_404", html("Example", MENU + "<h1>Sorry, we can’t find that page</h1>", STYLE + SCRIPT)),
    "404 sentence": ("soft_404", html("Example", "<p>The page you asked for doesn't exist any more.</p>")),
    "404 in French": ("soft_404", html("Page introuvable", MENU)),
    "404 in Chinese": ("soft_404", html("页面不存在", "<p>…</p>")),
    "404 text": ("soft_404", b"404 page not found\n"),
    "404 windows-1252": ("soft_404", html("P\xe1gina no encontrada").decode().encode("cp1252")),
    "denied": ("denied", html("Access Denied", "<h1>Access Denied</h1>Reference #18.2f1c. https://errors.edgesuite.net/18.2f")),
    "denied by cloudflare": ("denied", html("Example", "<div id='cf-error-details'><h1>Sorry</h1></div>")),
    "denied text": ("denied", b"error code: 1020"),
    "denied JSON": ("denied", b'{"message": "Forbidden"}'),
    "denied rejected": ("denied", html("Request Rejected", "The requested URL was rejected. Your support ID is: 1")),
    "denied storage": ("denied", b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><RequestId>1</RequestId></Error>"),
    "too many": ("denied", html("429 Too Many Requests", "<center><h1>429 Too Many Requests</h1></center>")),
}  # fmt: skip

GOOD: dict[str, bytes] = {
    "article": html("What a cook does", PROSE),
    "article about captchas": html("How captchas work", "<p>A g-recaptcha or px-captcha tells people from bots.</p>" + PROSE),
    "article with code": html("Captchas", "<pre>&lt;div class=\"g-recaptcha\"&gt; window._cf_chl_opt</pre>" + STUB * 4),
    "commented out": html("Example", "<!-- <div id=px-captcha></div> <h1>Page not found</h1> -->" + STUB),
    "article with a captcha": html("Cook", PROSE + COMMENTS),
    "stub with a captcha": html("Cook or baker", "<h1>Cook or baker</h1>" + STUB + COMMENTS),
    "stub with a search and turnstile": html("Cook", "<input type=search>" + STUB + '<div class="cf-turnstile"></div>'),
    "stub of cloudflare's customer": html("Cook", STUB + JSD),
    "stub of imperva's customer": html("Cook", STUB + "<script src='/_Incapsula_Resource?SWJIYLWA=7'></script>"),
    "stub of human's customer": html("Cook", STUB + "<script>window._pxAppId='PX1'</script>"),
    "stub of datadome's customer": html("Cook", STUB, "<link rel=preconnect href='//geo.captcha-delivery.com'>"),
    "stub with a policy": html("Cook", STUB, "<meta http-equiv=Content-Security-Policy content='*.captcha-delivery.com'>"),
    "stub with a banner": html("Cook", BANNER + "<h1>Cook</h1>" + STUB),
    "article with a banner": html("Cook", BANNER + PROSE),
    "stub with a login box": html("Nothing to compare", LOGIN_BOX + "<h1>Nothing to compare</h1>" + STUB),
    "versus with a login box": html("Cook vs. baker", LOGIN_BOX),
    "article with a login box": html("Cook", LOGIN_BOX + PROSE),
    "login to comment": html("Cook", STUB + "<p>You must be logged in to post a comment.</p>"),
    "login clerk": html("Login Clerk | Example", "<h1>Login Clerk</h1>" + STUB + PASSWORD),
    "parking attendant": html("Parking Attendant vs Valet", "<h1>Parking Attendant vs Valet</h1><p>Parks cars, parked cars.</p>"),
    "parking": html("Parking attendant", "<p>A car that is parked for free has to be found.</p>" + STUB),
    "domain broker": html("Domain Broker", "<p>Sells names: a domain may be worth a house.</p>" + STUB * 3),
    "maintenance worker": html("Maintenance Worker vs Electrician", "<h1>Maintenance worker</h1>" + STUB),
    "maintenance": html("Maintenance | Example", "<h1>Maintenance</h1><p>Maintenance workers keep machines going.</p>" + STUB),
    "maintenance planner": html("Maintenance planner", "<p>Plans when a machine is down for repair.</p>" + STUB),
    "access control": html("Access Control Officer", "<p>Says who may come in, and who is denied access.</p>" + STUB),
    "security": html("Security Guard", "<p>Checks who comes in. A check takes a moment.</p>" + STUB),
    "404 jobs": html("Cook", "<h1>404 jobs for cooks</h1>" + STUB),
    "versus 404": html("Police officer vs. 404", "<h1>Police officer vs. 404</h1><p>Page not found?</p>"),
    "404 in a figure": html("Cook", "<p>There are 404 of them, paid $404 a week.</p>" + STUB),
    "about missing pages": html("Page not found: how a web developer mends it", PROSE),
    "nothing found": html("Cook", "<p>Not every cook is found in a kitchen.</p>" + STUB),
    "forbidden": html("Forbidden City Guide", "<h1>Forbidden City Guide</h1>" + STUB),
    "consent": html("Consent Coordinator", "<h1>Consent Coordinator</h1><p>Sees that people agree to trials.</p>"),
    "robot": html("Robot Technician", "<h1>Robot Technician</h1><p>Are robots dear? They are.</p>"),
    "shell": html("Example", '<div id="root"></div>Enable JavaScript.<script>location.reload;document.cookie</script>'),
    "menu": html("Example", MENU),
    "nothing": html("", ""),
    "refresh": html("", "", "<meta http-equiv=refresh content='0;url=/login-clerk-jobs/login-clerk-vs-maintenance-worker'>"),
    "icon": html("", "<svg><title>Log in</title></svg><svg><title>404</title></svg>" + STUB),
    "pipe": b"| | Cook | Baker |\n| Yearly salary | $1 | $2 |\n",
    "text": b"Maintenance workers and electricians: both keep a house going.\n\nOne of them has to know the law.\n",
    "JSON": b'{"jobs": [{"title": "Login clerk"}, {"title": "Parking attendant"}]}',
    "good with a captcha": html("Cook vs. Baker", "<h1>Cook vs. Baker</h1>" + TABLE + COMMENTS),
    "good with a banner": html("Cook vs. Baker", BANNER + TABLE),
    "good with a login box": html("Cook vs. Baker", LOGIN_BOX + TABLE + JSD),
    "good with 404": html("Cook vs. Baker", TABLE.replace("$1,000", "404")),
}  # fmt: skip
