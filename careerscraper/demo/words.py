"""Words for cells and sentences. The places exist; companies, colleges and all figures are invented."""

from __future__ import annotations

DEGREES = (
    "Bachelor's Degree", "Bachelor's Degree", "Bachelor's Degree", "High School Diploma",
    "High School Diploma", "Associate Degree", "Master's Degree", "Certificate",
)  # fmt: skip
MAJORS = (
    "Business", "Nursing", "Accounting", "Fine Arts", "Graphic Design", "Computer Science",
    "Criminal Justice", "Liberal Arts And Sciences", "Education", "Mechanical Engineering",
    "Hospitality Management", "Biology", "-",
)  # fmt: skip
COLLEGES = (
    "Ashgrove University", "University of Tarn Hollow", "Brindle State College", "Institute of Applied Lore",
    "Saltmarsh Community College", "Université de Corvère", "Pell & Hart Academy", "-", "-", "-", "-",
)  # fmt: skip
CITIES = (
    "Tucson, AZ", "Duluth, MN", "Spokane, WA", "Reno, NV", "Dayton, OH", "Mobile, AL", "Portland, ME",
    "Eugene, OR", "Winston-Salem, NC", "St. Louis, MO", "Grand Rapids, MI", "Washington, DC",
    "San Luis Obispo, CA",
)  # fmt: skip
STATES = (
    "Alaska", "Colorado", "Vermont", "New Mexico", "Ohio", "North Dakota", "Rhode Island", "Georgia",
    "Texas", "District of Columbia", "Wyoming", "New Hampshire",
)  # fmt: skip
COMPANIES = (
    "Hollis & Wren", "Tidewater Freight", "QNT", "BrightFern", "Oakum Health Partners", "O'Dell Foods",
    "Larch", "Meridian Glass Works", "VANTO Energy", "Copper Kettle Hotels", "Stillwater-Ames",
    "Juniper Street Bank",
)  # fmt: skip
INDUSTRIES = (
    "Technology", "Finance", "Health Care", "Retail", "Manufacturing", "Government", "Education", "Media",
    "Professional", "Hospitality", "Start-Up", "Non Profits",
)  # fmt: skip
# No comma and no "and" in any of them: a list of three must split without guessing.
SKILLS = (
    "stock counts", "route planning", "first aid", "ledger entries", "color theory", "client interviews",
    "safety checks", "tool care", "menu costing", "cash drawers", "field notes", "contract law",
    "data entry", "shift rosters", "quality audits", "phone etiquette", "public speaking", "blueprints",
    "inventory", "triage", "regression tests", "3d modeling", "sql", "power tools", "lesson plans",
    "night work", "spreadsheets", "conflict resolution", "purchase orders", "patient records", "forklifts",
    "fresh produce", "proof marks",
)  # fmt: skip
RACES = (
    ("Black or African American", 40, 160), ("Unknown", 20, 80), ("Hispanic or Latino", 50, 210),
    ("Asian", 20, 150), ("White", 0, 0), ("American Indian and Alaska Native", 2, 20),
)  # fmt: skip
