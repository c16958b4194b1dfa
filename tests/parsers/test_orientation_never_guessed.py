"""Tables that tempt a reader to take something else for careers, or to give a cell to the wrong one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from time import perf_counter

import pytest
from markups import MARKUPS, page, plain, transposed

from careerscraper import NotAComparisonError, extract
from careerscraper.items import Comparison
from careerscraper.parsers.page import read_page
from careerscraper.sites import find_site

Compared = Callable[..., Comparison]
Rows = list[list[str]]
Fact = tuple[str | None, str, str]

ZIPPIA = "https://www.zippia.com/cook-jobs/cook-vs-baker-differences"
BLS = "https://www.bls.gov/ooh/food/home.htm"
STUDY = "https://study.com/articles/difference_between_cook_baker.html"
PAY = [["", "Cook", "Baker"], ["Average salary", "$30,000", "$31,000"], ["Job outlook", "1%", "2%"]]


def facts(found: Comparison) -> set[Fact]:
    return {(s.label, found.careers[s.career], s.text) for s in found.statements if s.label}


def of(rows: Rows) -> set[Fact]:
    """Return the facts of a table that says no more than its careers, in columns, and their cells."""
    return {(row[0], name, text) for row in rows[1:] for name, text in zip(rows[0][1:], row[1:], strict=True)}


OTHER_THINGS = [
    ("Nursing pay: Ohio vs Iowa", ["Ohio", "Iowa"]),
    ("Washington, D.C. vs New York", ["Washington, D.C.", "New York"]),
    ("Google vs Amazon: where to work", ["Google", "Amazon"]),
    ("Python vs Java", ["Python", "Java"]),
    ("Bachelor's vs Master's degree", ["Bachelor's", "Master's degree"]),
    ("BSN vs ADN", ["BSN", "ADN"]),
    ("LPN program vs RN program", ["LPN program", "RN program"]),
    ("Men vs women", ["Men", "Women"]),
    ("Junior vs senior engineer", ["Junior", "Senior"]),
    ("Full-time vs part-time", ["Full-time", "Part-time"]),
    ("Basic vs Pro", ["Basic", "Pro plan"]),
    ("Step 1 vs step 2", ["Step 1", "Step 2"]),
    ("2021 vs 2022", ["Year 2021", "Since 2022"]),
    ("Before vs after", ["Before", "After"]),
    ("Nurses: Ohio vs Iowa", ["Nurses in Ohio", "Nurses in Iowa"]),
    ("Male vs female nurses", ["Male nurses", "Female nurses"]),
    ("Engineers at Acme vs engineers at Globex", ["Engineers at Acme", "Engineers at Globex"]),
    ("Cook vs baker vs nurse vs doctor", ["Cook vs baker", "Nurse vs doctor"]),
    ("Salary growth vs pay: compared", ["Salary growth", "Pay"]),
]


@pytest.mark.parametrize(("title", "names"), OTHER_THINGS)
@pytest.mark.parametrize("markup", [plain, transposed])
def test_what_is_no_career_becomes_none_whatever_the_title(
    compared: Compared, title: str, names: list[str], markup: Callable[[Rows], str]
) -> None:
    rows = [["", *names], ["Average salary", "$50,000", "$60,000"], ["Number of jobs", "1,000", "2,000"]]
    with pytest.raises(NotAComparisonError):
        compared(page(title, markup(rows)))


@pytest.mark.parametrize("names", [names for _, names in OTHER_THINGS if names[0] not in ("Google", "Python")])
def test_nor_do_the_labels_of_a_site_make_it_one(compared: Compared, names: list[str]) -> None:
    with pytest.raises(NotAComparisonError):
        compared(page("A page", plain([["", *names], ["Yearly salary", "$1,000", "$2"], ["Hourly rate", "$3", "$4"]])))
    rows = [["", "Job summary", "2023 Median pay"], *([name, "x", "$50,000"] for name in names)]
    with pytest.raises(NotAComparisonError):
        compared(page("A page", plain(rows)), url=BLS)


@pytest.mark.parametrize(
    "rows",
    [
        [["Occupation", "Google", "Amazon"], ["Payroll clerk", "$1", "$2"], ["Training manager", "$3", "$4"]],
        [["Occupation", "Men", "Women"], ["Education aide", "$1", "$2"], ["Career coach", "$3", "$4"]],
        [["Plan", "Basic", "Pro"], ["Price", "$1", "$2"], ["Job alerts", "no", "yes"]],
        [["", "Indeed", "LinkedIn"], ["Price", "$1", "$2"], ["Employers", "1", "2"]],
    ],
)
def test_names_of_careers_are_no_labels_that_speak_of_careers(compared: Compared, rows: Rows) -> None:
    with pytest.raises(NotAComparisonError):
        compared(page("Indeed vs LinkedIn, Google vs Amazon, Basic vs Pro for cooks", plain(rows)))


@pytest.mark.parametrize(
    ("title", "names", "label"),
    [
        ("RN vs LPN", ["RN", "LPN"], "Average salary"),
        ("Cryptographer vs geologist", ["Cryptographer", "Geologist"], "Average salary"),
        ("Falconer vs ferrier", ["Falconer", "Ferrier"], "Education required"),
        ("Falconer vs ferrier", ["Falconers", "Ferriers"], "Job duties"),
    ],
)
def test_a_name_or_a_label_may_show_that_what_the_title_compares_are_careers(
    compared: Compared, title: str, names: list[str], label: str
) -> None:
    rows = [["Feature", *names], [label, "a", "b"]]
    assert facts(compared(page(title, plain(rows)))) == of(rows)


@pytest.mark.parametrize("url", [None, STUDY, BLS])
def test_totals_and_groups_of_careers_are_none(compared: Compared, url: str | None) -> None:
    rows = [
        ["Occupation", "Entry-level education", "Median pay" if url == BLS else "Median salary"],
        ["Engineering and such", "", ""],
        ["Engineers", "x", "$91,000"],
        ["Civil engineers", "a", "$90,000"],
        ["Chemical engineers", "b", "$92,000"],
        ["Total, all occupations", "", "$45,000"],
        ["*Source: Bureau of Labor Statistics, 2022", "", ""],
    ]
    found = compared(page("Occupations", plain(rows)), url=url)
    assert found.careers == ("Civil engineers", "Chemical engineers")
    assert (rows[0][2], "Chemical engineers", "$92,000") in facts(found)


def test_a_career_of_which_nothing_is_stated_stays_one(compared: Compared) -> None:
    rows = [
        ["Job Title", "Median Salary", "Job Outlook"],
        ["Cook", "$1", "1%"],
        ["Baker", "", ""],
        ["Nurse", "$3", "3%"],
    ]
    assert compared(page("x", plain(rows)), url=STUDY).careers == ("Cook", "Baker", "Nurse")


@pytest.mark.parametrize("word", ["Notes", "Difference", "Winner", "National average", "All occupations"])
@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("markup", [plain, transposed])
@pytest.mark.parametrize("url", [None, ZIPPIA])
def test_what_stands_beside_the_careers_is_left_out(
    compared: Compared, word: str, place: int, markup: Callable[[Rows], str], url: str | None
) -> None:
    more = [[*row[:place], extra, *row[place:]] for row, extra in zip(PAY, (word, "$9", "9%"), strict=True)]
    found = compared(page("Cook vs baker", markup(more)), url=url)
    assert facts(found) == of(PAY)
    assert found.issues == ()


@pytest.mark.parametrize("head", ["", "#", "Rank"])
def test_numbers_before_the_labels_name_no_section(compared: Compared, head: str) -> None:
    rows = [[head, "Feature", "Cook", "Baker"], *([str(n), *row] for n, row in enumerate(PAY[1:], 1))]
    found = compared(page("Cook vs baker", plain(rows)))
    assert facts(found) == of(PAY)
    assert {s.section for s in found.statements} == {"Cook vs baker"}


@pytest.mark.parametrize(
    "header",
    [["Feature", "Baker", "Cook"], ["", "Baker", "Cook"], ["Money", "Baker", "Cook"], ["Feature", "Nurse", "Doctor"]],
)
@pytest.mark.parametrize("url", [None, ZIPPIA])
def test_another_header_in_the_middle_ends_the_table(compared: Compared, header: list[str], url: str | None) -> None:
    found = compared(page("Cook vs baker", plain([*PAY[:2], header, ["Growth rate", "3%", "4%"]])), url=url)
    assert facts(found) == of(PAY[:2])
    assert [issue.code for issue in found.issues] == ["other_header"]


def test_the_same_header_in_the_middle_names_what_follows(compared: Compared) -> None:
    rows = [*PAY[:2], ["", "Cook", "Baker"], ["Education", "a", "b"], ["Future", "COOK", "BAKER"], PAY[2]]
    found = compared(page("Cook vs baker", plain(rows)))
    assert facts(found) == of([*PAY, ["Education", "a", "b"]])
    assert {s.label: s.section for s in found.statements} == {
        "Average salary": "Cook vs baker", "Education": "Cook vs baker", "Job outlook": "Future",
    }  # fmt: skip


def test_of_two_tables_side_by_side_the_second_is_not_given_to_the_first(compared: Compared) -> None:
    rows = [
        ["Occupation", "Average salary", "Occupation", "Average salary"],
        ["Cook", "$30,000", "Welder", "$50,000"],
        ["Baker", "$31,000", "Mason", "$51,000"],
    ]
    found = compared(page("Jobs", plain(rows)))
    assert facts(found) == of(PAY[:2])
    assert [issue.code for issue in found.issues] == ["other_header"]


def test_a_row_that_goes_on_below_is_not_taken_for_whole(compared: Compared) -> None:
    rows = [*PAY, ["Education", "Some", "High school"], ["", "college", "or less"], ["Number of jobs", "1", "2"]]
    found = compared(page("Cook vs baker", plain(rows)))
    assert facts(found) == of(PAY)
    assert [issue.code for issue in found.issues] == ["other_header"]


def test_a_link_in_a_text_is_its_words(compared: Compared) -> None:
    found = compared(
        "Cook vs baker\n| | [Cook](/cook) | [Baker](https://a.example/b_(c)) |\n| Education | [a](b) | c |\n"
    )
    assert (found.careers[0], found.career_ids[0]) == ("Cook", "cook")
    assert facts(found) >= {("Education", "Cook", "a")}


@pytest.mark.parametrize("corner", ["State", "Year", "Experience"])
def test_cells_by_state_or_year_are_of_the_careers_and_of_no_metric(corner: str) -> None:
    labels = {"State": ["Ohio", "Iowa"], "Year": ["2021", "2022"], "Experience": ["Entry-level", "Senior"]}[corner]
    rows = [[corner, "Cook", "Baker"], [labels[0], "$1,000", "$2,000"], [labels[1], "$3,000", "$4,000"]]
    with pytest.raises(NotAComparisonError):  # alone, it says nothing of careers
        extract(page("Cook vs baker", plain(rows)).encode())
    for url in (None, ZIPPIA):
        frame = extract(page("Cook vs baker", plain(PAY) + plain(rows)).encode(), url=url)
        frame = frame[frame["label"].isin(labels)]
        assert set(zip(frame["label"], frame["career"], frame["value_text"], strict=True)) == of(rows)
        assert frame["metric"].isna().all()
        assert frame["value"].isna().all()


def test_years_of_experience_are_a_code_on_one_site_only() -> None:
    rows = [["", "Cook", "Baker"], ["Average salary", "$30,000", "$31,000"], ["Years of experience", "2", "4"]]
    both = page("Cook vs baker", plain([*rows, ["Hourly rate", "$14", "$15"]]))
    for body, url in ((page("Cook vs baker", plain(rows)), None), (both, "https://example.org/cook-vs-baker")):
        frame = extract(body.encode(), url=url)
        assert set(frame["site"]) == {"generic"}
        assert frame[frame["label"] == "Years of experience"]["low"].isna().all()
        assert frame["page_witness"].isna().all()
    assert set(extract(both.encode(), url=f"https://web.example/copy/{ZIPPIA}")["site"]) == {"zippia"}


@pytest.mark.parametrize("link", ["http://[", "//[x", "http://[x]:y/a-vs-b", "%%%", "http://x/%ff-vs"])
def test_a_link_to_itself_that_is_none_breaks_nothing(compared: Compared, link: str) -> None:
    body = page("Cook vs baker", plain(PAY))
    assert facts(compared(body.replace("<head>", f"<head><link rel=canonical href='{link}'>"))) == of(PAY)
    assert facts(compared(body, url=link)) == of(PAY)


@pytest.mark.parametrize("site", ["zippia", "study", "bls", "metrics"])
def test_a_site_chosen_wrongly_gives_no_cell_another_meaning(site: str) -> None:
    body = page("Cook vs baker", plain([["", "Cook", "Baker"], ["Speed", "$1", "$2"], ["Pay in Ohio", "$3", "$4"]]))
    with pytest.raises(NotAComparisonError):
        read_page(body.encode(), source="page", site=find_site(site))


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize(("title", "url"), [("Cook vs baker", None), ("x", ZIPPIA)])
def test_the_order_of_rows_and_columns_changes_no_fact(
    compared: Compared, markup: str, title: str, url: str | None
) -> None:
    rows = [*PAY[1:], ["Average age", "41", "43"]]
    for order in permutations(rows):
        for swap in (1, -1):
            table = [[row[0], *row[1:][::swap]] for row in (PAY[0], *order)]
            found = compared(page(title, MARKUPS[markup]([("Part", table)])), url=url)
            assert facts(found) == of([PAY[0], *rows])


def test_many_tables_below_many_titles_take_no_long_time(compared: Compared) -> None:
    words = [f"w{n}" for n in range(30)]
    titles = (" ".join(words[n:] + words[:n]) for n in range(30))
    tables = (plain([["", f"{a} {b}", f"{b} {a}"], PAY[1]]) for a, b in permutations(words, 2))
    body = page("A vs b", "".join(f"<p>{title} vs. more</p>" for title in titles) + "".join(tables) * 3)
    begin = perf_counter()
    with pytest.raises(NotAComparisonError):
        compared(body)
    assert perf_counter() - begin < 60  # 1 s where nothing else runs
