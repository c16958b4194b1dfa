"""What is said about one career: the same on every page it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from careerscraper.demo import words
from careerscraper.demo.draw import Draw
from careerscraper.demo.names import slug

# Time to qualify in words -> the code that stands under "Years of experience".
EXPERIENCE = {
    "6-12 months": "12",
    "1-2 years": "2",
    "2-4 years": "4",
    "4-6 years": "6",
    "6-8 years": "8",
    "8-10 years": "10",
    "More than 10 years": "-",
}
TIMES: tuple[str | None, ...] = (*EXPERIENCE, *["6-12 months"] * 5, "1-2 years", "2-4 years", None)


@dataclass(frozen=True)
class Career:
    """One career; two of the same name are equal.

    `yearly` is in whole US dollars, `time` the time to qualify in words (None: nobody states it), `cells` the
    text of each table cell by its label in the current era.
    """

    name: str
    yearly: int = field(compare=False)
    time: str | None = field(compare=False)
    skills: tuple[str, str, str] = field(compare=False)
    cells: Mapping[str, str] = field(compare=False, repr=False)

    @property
    def slug(self) -> str:
        """The name as URLs spell it."""
        return slug(self.name)

    @classmethod
    def named(cls, name: str) -> Career:
        """Return the career of this name; any name has one."""
        draw = Draw("career", name)
        yearly, time = _yearly(draw), draw.choose(TIMES)
        one, two, three = draw.pick(words.SKILLS, 3)
        cells = {
            "Yearly salary": f"${yearly:,}",
            "Hourly rate": f"${yearly / 2080:.2f}",
            "Years of experience": EXPERIENCE[time] if time else "-",
            **_outlook(draw),
            **_pay(draw, yearly),
            **_people(draw),
        }
        return cls(name, yearly, time, (one, two, three), cells)


def _yearly(draw: Draw) -> int:
    yearly = draw.between(23_000, 68_000)
    if draw.chance(30):
        yearly += draw.below(90_000)
    # Such a salary is an hourly rate of half a cent, which two roundings may take two ways.
    return yearly + 1 if yearly % 104 == 52 else yearly


def _outlook(draw: Draw) -> dict[str, str]:
    size = 10 ** draw.choose((2, 3, 3, 4, 4, 4, 5, 5, 6))
    score = draw.between(200, 500) / 100
    degree = f"{draw.choose(words.DEGREES)}, {draw.between(28, 79)}%"
    return {
        "Growth rate": f"{draw.between(-10, 28)}%",
        "Number of jobs": f"{draw.between(size, 10 * size - 1):,}",
        "Job satisfaction": "-" if draw.chance(55) else f"{score:.2f}".rstrip("0").rstrip("."),
        "Most common degree": "-" if draw.chance(4) else degree,
        "Most common major": draw.choose(words.MAJORS),
        "Most common college": draw.choose(words.COLLEGES),
    }


def _pay(draw: Draw, yearly: int) -> dict[str, str]:
    low, high = (yearly * draw.between(*percent) // 100_000 * 1000 for percent in ((62, 82), (118, 150)))
    best = {
        "Highest paying City": draw.choose(words.CITIES),
        "Highest paying state": draw.choose(words.STATES),
        "Best paying company": draw.choose(words.COMPANIES),
        "Best paying industry": draw.choose(words.INDUSTRIES),
    }
    if draw.chance(8):
        best = dict.fromkeys(best, "-")
    return {"Average salary": f"${yearly:,}", "Salary range": f"Between ${low:,} And ${high:,}", **best}


def _people(draw: Draw) -> dict[str, str]:
    male = draw.between(30, 970)
    races = {race: draw.between(low, high) for race, low, high in words.RACES}
    races["White"] = 1000 - sum(races.values())
    return {
        "Average age": str(draw.between(27, 57)),
        "Gender ratio": _shares({"Male": male, "Female": 1000 - male}),
        "Race ratio": _shares(races),
        "LGBT Percentage": f"{draw.between(3, 15)}%",
    }


def _shares(tenths: Mapping[str, int]) -> str:
    return " ".join(f"{group}, {share // 10}.{share % 10}%" for group, share in tenths.items())
