"""What pages that are none of the site call themselves, and what they say: short set phrases, in small letters.

Only whole names count, so that a maintenance worker, a login clerk, or 404 of them, are none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from careerscraper.parsers.block_marks import Kind


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_LOST = r"(?:page|url|file|resource|address|document)"
_IS_LOST = (
    r"(?:(?:(?:was|is|were|could|can) )?not (?:be )?found|(?:can't|cannot|couldn't) be found"
    r"|(?:does not|doesn't|did not|no longer) exists?|(?:is not|isn't|not|(?:is )?no longer) available"
    r"|is missing|(?:has been|was) (?:removed|deleted))"
)
_CANNOT_FIND = rf"(?:can't|cannot|couldn't|could not) find (?:that|the|this|your) {_LOST}"
_HUMAN = r"(?:you are|you're) (?:a )?(?:human|not a (?:ro)?bot)"
_SITE = r"(?:(?:the|this|our|site|website|page|system|service|we are|we're|is|currently|down|closed) )"
_SORT = r"(?:(?:scheduled|planned|routine|some|essential) )"

#: What such a page calls itself: its title, a part of that, or its first heading, whole.
NAMES: Mapping[Kind, re.Pattern[str]] = {
    "challenge": _any(
        r"just a moment|one moment(?:,? please)?|attention required|pardon our interruption|you are being redirected",
        r"(?:please wait|checking|verifying).{0,40}\b(?:browser|connection)\b.{0,30}|browser (?:check|verification)",
        r"vercel security checkpoint|client challenge|ddos[- ]guard|making sure you're not a bot",
    ),
    "captcha": _any(
        r"(?:human|bot|robot|captcha|security) (?:verification|check|challenge)|captcha(?: (?:required|page))?",
        rf"(?:please )?(?:verify|confirm|prove)(?: that)? {_HUMAN}|press (?:&|and) hold.{{0,60}}",
        r"(?:are you|i'm not|i am not) a (?:ro)?bot|are you (?:a )?human|robot or human",
        r"sicherheitsüberprüfung|vérification de sécurité|verificación de seguridad|проверка безопасности",
        r"安全验证|人机验证",
    ),
    "denied": _any(
        r"(?:access|request)(?: to (?:this|the) (?:page|site|website))?(?: has been| is| was)?"
        r" (?:denied|blocked|rejected|forbidden|restricted)",
        r"(?:error )?40[13](?: error)?(?:\W+(?:forbidden|unauthori[sz]ed|access denied|authorization required))?",
        r"forbidden|unauthori[sz]ed|authorization required|(?:(?:error )?429\W+)?too many requests",
        r"rate limit(?:ed| exceeded)?|request unsuccessful|the request could not be satisfied|(?:error )?code: 10\d\d",
        r"you(?:r (?:ip|access|request)(?: address)?)?(?: have| has)?(?: been| is| was)"
        r" (?:temporarily )?(?:blocked|banned|limited|denied)",
        r"(?:we (?:have )?detected )?unusual (?:traffic|activity)(?: detected)?",
        r"not available in your (?:country|region)|sucuri website firewall",
        r"zugriff verweigert|accès (?:refusé|interdit)|acceso denegado|accesso negato|acesso negado",
        r"toegang geweigerd|dostęp zabroniony|доступ (?:запрещ[её]н|ограничен|заблокирован)",
        r"访问被拒绝|拒绝访问|アクセスが拒否されました",
    ),
    "consent": _any(
        r"before you continue(?: to .{1,30})?|we (?:value|care about|respect) your privacy|accept cookies.{0,30}",
        r"(?:cookie|privacy) (?:consent|notice|preferences|choices)|your (?:privacy|cookie) (?:choices?|settings)",
        r"(?:manage )?(?:your )?consent|bevor sie (?:fortfahren|.{0,20}weiter).{0,30}|mit werbung.{0,40}",
        r"(?:cookie-?)?einwilligung|datenschutz-?einstellungen|avant (?:de continuer|d'accéder).{0,40}",
        r"antes de (?:continuar|ir).{0,30}|prima di continuare.{0,30}|voordat je verdergaat.{0,30}",
    ),
    "login": _any(
        r"(?:(?:please|member|account|user|customer) )?(?:log|sign)[- ]?(?:in|on)(?: page| required)?"
        r"(?: or (?:sign up|register|join))?",
        r"(?:please )?(?:log|sign) ?in to (?:continue|.{0,30}account|view.{0,30}|see.{0,30}|read.{0,30})",
        r"(?:join|register|sign up|subscribe|create (?:a free|an) account) to (?:continue|view|see|read).{0,30}",
        r"authentication required|session expired|anmelden|anmeldung|einloggen|connexion|se connecter",
        r"identifiez-vous|iniciar sesión|inicio de sesión|accedi|entrar|fazer login|inloggen|aanmelden",
        r"logowanie|zaloguj(?: się)?|logga in|log ind|logg inn|giriş(?: yap)?|вход|войти|авторизация",
        r"登录|登入|ログイン|로그인|đăng nhập",
    ),
    "maintenance": _any(
        rf"{_SITE}*(?:under|down for|undergoing|in|for) {_SORT}*maintenance(?: mode)?|maintenance mode",
        r"(?:scheduled|planned|site|website|server|service) maintenance(?: in progress)?",
        r"(?:we'll|we will) be (?:right )?back(?: soon| shortly| later)?|be right back",
        rf"(?:503\W+)?service (?:temporarily )?unavailable|{_SITE}*temporarily (?:unavailable|offline|down|closed)",
        r"(?:site|website) (?:is )?(?:offline|down)|wartung|wartungsarbeiten|wartungsmodus|(?:site )?en maintenance",
        r"(?:sitio )?en mantenimiento|(?:sito )?in manutenzione|(?:site )?em manutenção|(?:site )?in onderhoud",
        r"przerwa techniczna|(?:ведутся )?технические работы|系统维护|网站维护中?|メンテナンス中|점검 중",
    ),
    "parked": _any(
        r"(?:[\w.-]+\.[a-z]{2,}|(?:this |the )?domain(?: name)?) (?:is |may be )?(?:for sale|parked)",
        r"buy (?:this|the) domain|parked domain(?: name)?|(?:this )?account (?:has been )?suspended",
        r"(?:(?:site|website|page) )?(?:is )?(?:coming soon|under construction)",
        r"welcome to nginx|apache2? .{0,20}default page.{0,20}|(?:web server's )?default (?:web )?page",
        r"(?:diese )?domain (?:steht zum verkauf|zu verkaufen)|nom de domaine à vendre|dominio en venta",
        r"домен прода[её]тся",
    ),
    "soft_404": _any(
        rf"(?:(?:http|status) )?(?:error )?404(?: error)?(?:\W+(?:error\W+)?(?:(?:the |this )?{_LOST} )?{_IS_LOST})?",
        rf"(?:(?:the |this |that |requested )*(?:{_LOST}|content|article|job|career|site) )?"
        rf"(?:(?:that )?you(?:'re| are| were) looking for |(?:that )?you(?: have)? requested )?{_IS_LOST}",
        rf"(?:we )?{_CANNOT_FIND}.{{0,40}}|nothing (?:was )?found(?: here)?",
        r"(?:die )?seite (?:wurde )?(?:leider )?nicht gefunden|page (?:non trouvée|introuvable)",
        r"página no encontrada|pagina non trovata|pagina niet gevonden|página não encontrada|sayfa bulunamadı",
        r"nie znaleziono strony|strona nie istnieje|страница не (?:найдена|существует)",
        r"sidan (?:kunde inte hittas|hittades inte)|页面(?:不存在|未找到)|找不到(?:该|此)?页面",
        r"ページが見つかりません.{0,10}|페이지를 찾을 수 없습니다",
    ),
}  # fmt: skip
#: What such a page says, where it says hardly anything else.
SENTENCES: Mapping[Kind, re.Pattern[str]] = {
    "captcha": _any(
        rf"(?:verify|prove|confirm|check)(?: that)? {_HUMAN}|i'm not a robot|are you a robot|press (?:&|and) hold",
        r"(?:enter|type) the (?:characters|letters|text|digits|code) (?:you see|shown|below|in the (?:image|picture))",
        r"(?:complete|solve) (?:the|this) (?:captcha|security check|puzzle)",
        r"keine? (?:robo(?:ter|t)|bot)\b|pas un robot|no (?:soy|eres|es) un robot|não (?:sou|é) um rob",
        r"non sono un robot|geen robot|nie jeste(?:m|ś) robotem|не робот",
        r"不是机器人|请完成(?:安全)?验证|ロボットではありません|로봇이 아닙니다",
    ),
    "challenge": _any(
        r"checking (?:your browser|if the site connection is secure)|verifying (?:you are human|your browser)",
        r"enable (?:js|javascript) and (?:cookies to continue|disable any ad ?blocker)|ddos protection by",
        r"review the security of your connection|making sure you're not a bot",
        r"enable javascript to view the page content",
    ),
    "denied": _any(
        r"\byour (?:ip|access|connection|network)\b.{0,40}\b(?:blocked|denied|banned|limited)\b",
        r"\byou (?:have been|are|were) (?:blocked|banned)\b|you (?:do not|don't) have permission to (?:access|view)",
        r"requested url was rejected|too many requests|\baccess ?denied\b|errors\.edgesuite\.net",
        r"\breference ?# ?\d+\.[0-9a-f]|incapsula incident id|automated (?:access|requests|queries|traffic)",
    ),
    "login": _any(
        r"(?:please|you (?:must|need to|have to)(?: be)?) (?:log(?:ged)?|sign(?:ed)?) ?in.{0,20}"
        r" to (?:continue|view|see|access|read|proceed)",
        r"(?:(?:log|sign) in|free account) to (?:continue|view|see|read)\b|session has expired",
    ),
    "maintenance": _any(
        rf"\b(?:we|we're|site|website|page|service|currently)\b.{{0,40}}\b(?:under|for|undergoing|performing)"
        rf" {_SORT}*maintenance\b",
        r"unavailable (?:for|due to)(?: scheduled| planned)? maintenance",
        r"(?:we'll|we will|should) be back (?:soon|shortly|online|later)",
        r"(?:site|website|service) is (?:(?:currently|temporarily) )+(?:unavailable|offline|down)\b",
        r"wartungsarbeiten|en mantenimiento|технические работы",
    ),
    "parked": _any(
        r"\b(?:this|the) domain(?: name)?\b.{0,60}\b(?:for sale|parked|registered|expired)\b|buy this domain",
        r"parked (?:free|domain)|account has been suspended|domain (?:steht|ist) zum? verkauf",
        r"domaine est (?:à vendre|parqué)|dominio está (?:en|a la) venta|домен прода[её]тся",
    ),
    "soft_404": _any(
        rf"\b{_LOST}\b.{{0,60}}\b{_IS_LOST}|{_CANNOT_FIND}\b",
        r"seite .{0,40}nicht gefunden|page .{0,40}introuvable|página .{0,40}no (?:existe|encontrada)",
        r"страница не найдена",
    ),
}
