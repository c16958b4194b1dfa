"""Plain words by which careers, labels, and what is neither are told apart where no site's vocabulary does.

Closed lists: with endings (`-er`, `-ist`) numbers, centers and genders would come in.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from careerscraper.memory import remembering
from careerscraper.parsers.grid import OBJECT
from careerscraper.sites import GENERIC, described_sites
from careerscraper.values.text import fold_label

#: What people are called by their work.
_WORKERS = (
    r"\b(?:accountant|actuary|administrator|advisor|aide|analyst|anesthe\w+|architect|artist|assistant|associate|attorney"
    r"|auditor|baker|barber|barista|barrister|bartender|bookkeeper|broker|butcher|captain|carpenter|cashier|chef|chemist"
    r"|chiropractor|clerk|coach|consultant|contractor|cook|coordinator|counselor|dentist|designer|detective|developer"
    r"|dietitian|director|doctor|driver|economist|editor|educator|electrician|engineer|esthetician|executive|farmer"
    r"|firefighter|hygienist|inspector|instructor|journalist|lawyer|librarian|machinist|manager|mason|mechanic|midwife|nanny"
    r"|nurse|nutritionist|officer|operator|optician|optometrist|paralegal|paramedic|pharmacist|police|sheriff|photographer|physician"
    r"|physicist|pilot|planner|plumber|practitioner|principal|producer|professor|programmer|psychiatrist|\w+ologist"
    r"|realtor|receptionist|recruiter|representative|researcher|roofer|scientist|secretary|server|solicitor|specialist"
    r"|statistician|stylist|superintendent|supervisor|surgeon|surveyor|teacher|technician|technologist|teller|therapist|trader"
    r"|trainer|translator|tutor|underwriter|veterinarian|waiter|waitress|welder|worker|writer"
    r"|(?-i:CEO|CFO|CIO|CNA|COO|CPA|CRNA|CTO|EMT|LPN|LVN|RN))"
)
WORKERS = re.compile(rf"{_WORKERS}s?\b", re.IGNORECASE)
_ENDS_WITH_WORKER = re.compile(rf"{_WORKERS}(?P<several>s?)\W*$", re.IGNORECASE)
#: A label that speaks of careers, if it does not name one itself.
_OF_CAREERS = re.compile(
    r"salar|\bpay\b|wage|earn|income|compensation|degree|educat|training|certif|licen[cs]|skill|\brole|dut(?:y|ies)\b"
    r"|responsib|career|\bjobs?\b|employ|occupation|outlook|experience|\bwork|hourly|annual",
    re.IGNORECASE,
)
#: A label that has a meaning for careers only: employers, places, products and skills have pay, jobs and growth, too.
_OF_CAREERS_ONLY = re.compile(
    r"\bdut(?:y|ies)\b|responsib|\broles?\b|educat(?!\w* (?:cost|spend))|licen[cs](?:e|ing|ure)\b|career path|\bdegrees?\b",
    re.IGNORECASE,
)
#: What heads a column of careers.
OCCUPATION = re.compile(r"\b(?:occupations?|job titles?|professions?|careers?|job roles?)\W*$", re.IGNORECASE)
#: Words that head the column of labels, and are neither a career's name nor a label.
ONLY_CORNERS = frozenset(("aspect", "attribute", "comparison", "criteria", "factor", "feature", "metric"))
#: Words that head the column of labels, and are never a career's name; some are labels elsewhere (`Category`).
CORNERS = ONLY_CORNERS | {"", OBJECT, "career", "category", "details", "figure"}
#: What stands beside careers in a header or under them in a column, and is none: sums, differences, remarks.
_ASIDE = re.compile(
    r"(?:(?:sub|grand )?totals?\b[,:]? *)?(?:all|total) (?:careers|jobs|occupations|professions|workers)"
    r"|(?:data )?sources?:.*|notes?:.*|(?:grand )?totals?|overall|(?:national |us )?average|averages|median|mean|differences?"
    r"|change|winner|better choice|verdict|notes?|comments?|remarks|sources?|links?|(?:read|learn) more|more info"
)
_STATES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana"
    "|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska"
    "|nevada|new (?:hampshire|jersey|mexico|york)|north (?:carolina|dakota)|ohio|oklahoma|oregon|pennsylvania|rhode island"
    "|south (?:carolina|dakota)|tennessee|texas|utah|vermont|virginia|washington(?:,? d\\.?c\\.?)?|west virginia|wisconsin"
    "|wyoming|district of columbia|national(?:ly)?|nationwide|united (?:states|kingdom)|u\\.?s\\.?a?\\.?|u\\.?k\\.?|canada"
    "|australia|india|ireland|germany"
)
_DEGREES = (
    r"(?:(?:associate|bachelor|master)(?:['’]?s(?: degrees?| program)?| degrees?| of \w.*)|doctora\w*(?: degrees?)?|ph\.?d\.?"
    r"|mba|msn|bsn|adn|dnp|m\.?s\.?|b\.?[as]\.?|ged|high school.*|diploma|certificate|bootcamp|some college)"
)
_GROUPS = (
    r"(?:fe)?males?|(?:wo)?m[ae]n|both(?: sexes)?|junior|mid(?:-| )?(?:level|career)?|senior|entry(?:[- ]level)?|experienced"
    r"|beginner|early[- ]career|late[- ]career|full[- ]?time|part[- ]?time|remote|on-?site|hybrid|permanent|temporary"
    r"|(?:public|private) sector|self-employed|union|non-?union"
)
_PLANS = r"(?:basic|standard|free|pro|premium|plus|starter|enterprise|business)(?: plan| tier)?"
_STEPS = r"(?:step|phase|stage|level|year|tier|week|month|day|option|plan|grade) (?:[0-9]+|one|two|three|four|i+v?)\b.*"
_OTHERS = (
    r"pros?|cons?|advantages?|disadvantages?|similarit(?:y|ies)|before|after|yes|no|low(?:est)?|high(?:est)?|min(?:imum)?"
    r"|max(?:imum)?|hourly|daily|weekly|monthly|yearly|annual(?:ly)?|per (?:hour|week|month|year)"
    r"|.*\b(?:program|course|degree|software)s?|.*\b(?:19|20)[0-9]{2}\b.*"
)
#: Workers at a place, of one kind: a part of a career. Attorneys at law are one.
_PARTS = rf".+ at (?!law\b|sea\b|large\b|arms\b).+|.+ in (?:{_STATES})|(?:fe)?male .+|.*\b(?:vs|versus)\b.*"
_NO_CAREER = re.compile(f"{_PARTS}|{_STATES}|{_DEGREES}|{_GROUPS}|{_PLANS}|{_STEPS}|{_OTHERS}")
_LABEL = re.compile(
    r".*\b(?:salar(?:y|ies)|pay|wages?|outlook|growth|requirements?|experience|skills|duties|responsibilities)"
)


@remembering(4096)  # a career stands on many pages
def is_aside(name: str) -> bool:
    """Tell whether ``name``, beside those of careers, heads what is of none of them: a total, a difference, notes."""
    return _ASIDE.fullmatch(fold_label(name)) is not None


@remembering(4096)
def is_no_career(name: str) -> bool:
    """Tell whether ``name`` surely is that of something else: a place, a degree, a level, a plan, a step, a year, a label."""
    folded = fold_label(name)
    return any(p.fullmatch(folded) for p in (_NO_CAREER, _LABEL)) or folded in described_sites()[GENERIC].labels


def speaks_of_careers(label: str) -> bool:
    """Tell whether ``label`` is one that tables of careers have; the name of a career (`Training manager`) is none."""
    return _OF_CAREERS.search(label) is not None and not _ENDS_WITH_WORKER.search(label)


def are_surely_careers(names: Collection[str], labels: Collection[str]) -> bool:
    """Tell whether things that a page sets side by side are careers: one says what people do, or a label fits no other thing."""
    return any(map(WORKERS.search, names)) or any(_OF_CAREERS_ONLY.search(label) for label in labels)


def is_worker(name: str) -> bool:
    """Tell whether ``name`` is what one person is called by the work: `Baker`, but not `Bakers`."""
    found = _ENDS_WITH_WORKER.search(name)
    return found is not None and not found["several"]
