"""The careers' names: odd ones first, so that a small site has them too, and kindred ones side by side."""

from __future__ import annotations

import re
from functools import cache

BASE = (
    "Production Artist", "3D Artist", "Collector", "Debt Collector", "Billing/Accounts Payable Clerk",
    "CDL Driver", "Courier, Contractor", "Instructor, Adjunct Faculty", "Adjunct Faculty", "Co-Manager",
    "Manager", "Bartender, Cook, And Waitress", "Host/Waiter", "Chef De Cuisine", "X-Ray Technician",
    "MRI Technologist", "Java/J2EE Developer", "2D Animator", "Nurse And Midwife",
    "Office Clerk, Records And Mail", "Archivist", "Librarian", "Bookseller", "Typesetter", "Copy Editor",
    "Proofreader", "Translator", "Court Interpreter", "Paralegal", "Notary", "Land Surveyor", "Cartographer",
    "Civil Engineer", "Bridge Inspector", "Crane Operator", "Welder", "Pipe Fitter", "HVAC Installer",
    "Electrician", "Elevator Mechanic", "Locksmith", "Cabinet Maker", "Upholsterer", "Tailor",
    "Shoe Repairer", "Optician", "Dental Hygienist", "Phlebotomist", "Pharmacy Technician", "Dietitian",
    "Baker", "Butcher", "Brewer", "Dairy Farmer", "Beekeeper", "Arborist", "Park Ranger", "Zookeeper",
    "Veterinary Assistant", "Dog Groomer", "Ship Pilot", "Deckhand", "Harbor Master", "Train Conductor",
    "Dispatcher", "Warehouse Associate", "Buyer/Planner", "Payroll Clerk", "Auditor", "Actuary",
    "Claims Adjuster", "Realtor", "Front-End Developer", "Database Administrator", "Usability Tester",
)  # fmt: skip
LEVELS = (
    "Senior", "Junior", "Lead", "Assistant", "Chief", "Principal", "Certified", "Regional", "Deputy",
    "Trainee", "Interim", "Licensed", "Night Shift", "Part-Time", "Field", "Remote", "Temporary", "Head",
    "Mobile", "Staff",
)  # fmt: skip


def slug(name: str) -> str:
    """Return the name as URLs spell it: runs of blank, comma and slash are one hyphen."""
    return re.sub(r"[\s,/]+", "-", name.lower())


@cache
def pool() -> tuple[str, ...]:
    """Return every name there is, each with a slug of its own."""
    return (*BASE, *(f"{level} {name}" for level in LEVELS for name in BASE))


@cache
def by_slug() -> dict[str, str]:
    """Return the names by slug."""
    return {slug(name): name for name in pool()}


def with_article(name: str) -> str:
    """Return "a welder" or "an x-ray technician": the name in prose, in lower case."""
    small = name.lower()
    vowel = re.match(r"(?!uni|usa)[aeiou]|x-ray|mri|hvac", small)
    return f"an {small}" if vowel else f"a {small}"


def plural(name: str) -> str:
    """Return the name in prose with an s, as naively as such sites do it: "adjunct facultys"."""
    return f"{name.lower()}s"
