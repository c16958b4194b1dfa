"""`careerscraper explain`: of values of a release, of a saved page, of an archive, and of what was refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from conftest import Run

import careerscraper
from careerscraper.errors import SourceError, UsageError, VerifyError
from careerscraper.receipts.receipt import explain_extracted, explain_released
from careerscraper.receipts.rules import _REFUSED
from careerscraper.releases.publish import read_latest
from careerscraper.schema import AMBIGUOUS_REASONS, SCHEMAS, UNPARSED_REASONS

PAGES = Path(__file__).parents[1] / "pages"
SEED = Path(__file__).resolve().parents[3] / "shared" / "samples" / "seed"


def table_of(output: Path) -> Path:
    return output / (read_latest(output) or {})["path"] / "observations.parquet"


def row_of(output: Path, **wanted: object) -> dict[str, Any]:
    """Return the first observation of the release with these values."""
    rows = pq.read_table(table_of(output)).to_pylist()
    return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))


def extracted(run: Run, source: Path, **wanted: object) -> str:
    """Return the id, as `extract` prints it, of the first observation with these values."""
    rows = map(json.loads, run("careerscraper", "extract", source).stdout.splitlines())
    found = next(row for row in rows if all(row[name] == value for name, value in wanted.items()))
    return str(found["observation_id"])


def line_of(start: str) -> int:
    """Return the number of the last line of zippia.toml that starts so."""
    lines = (Path(careerscraper.__file__).parent / "sites" / "zippia.toml").read_text("utf-8").splitlines()
    return max(number for number, line in enumerate(lines, 1) if line.strip('"').startswith(start))


def has(text: str, *lines: str) -> bool:
    """Tell whether all of ``lines`` stand in ``text``, in this order, whatever the blanks."""
    words, place = " ".join(text.split()), 0
    for line in lines:
        place = words.find(line, place)
        assert place >= 0, f"{line!r} is not, or not there, in:\n{text}"
    return True


@pytest.fixture
def changed(demo: Path, tmp_path: Path) -> Callable[..., Path]:
    """Return what copies the demo, with a column of one observation changed in its release."""

    def change(observation_id: str, column: str, value: object) -> Path:
        output = Path(shutil.copytree(demo, tmp_path / "changed"))
        table, schema = pq.read_table(table_of(output)), SCHEMAS["observations"]
        new = pc.if_else(
            pc.equal(table["observation_id"], observation_id),
            pa.scalar(value, schema.field(column).type),
            table[column],
        )
        pq.write_table(table.set_column(schema.get_field_index(column), schema.field(column), new), table_of(output))
        return output

    return change


def test_a_value_of_a_release(run: Run, demo: Path) -> None:
    row = row_of(demo, metric="annual_salary", section="overview", status="ok", label="Yearly salary")
    done = run("careerscraper", "explain", row["observation_id"][:8], "--output", demo)
    assert (done.returncode, done.stderr) == (0, "")
    file, _, offset = row["capture_id"].rpartition(":")
    assert has(
        done.stdout,
        f"annual_salary of {row['career']}: {row['value']:,.0f} USD/year",
        f"observation {row['observation_id']}",
        f"page {row['page_url']} (site zippia)",
        f"capture {demo / 'archive' / file} at byte {int(offset):,}",
        row["page_url"],
        f"received {row['fetched_at']:%Y-%m-%d %H:%M:%S} UTC",
        "read again the same, by code",
        f"raw text {row['text']!r} section overview",
        f"place table 0, row 1, column {row['column']} ('Yearly salary')",
        f'careerscraper/sites/zippia.toml, line {line_of("Yearly salary")}: section overview: "Yearly salary" = "annual_salary"',
        "careerscraper/metrics.py: annual_salary",
        "read by careerscraper/values/money.py",
        "money_a_year(): Read dollars for a year.",
        "witnesses corroborated",
        f"corroborated by annual_salary {row['text']!r}, table 1, row 1, column {row['column']} ('Average salary')",
        "other pages of its run:",
        "the page's own table 0",
        f"> 1 | Yearly salary | {'[[' if row['column'] == 1 else '$'}",
    )
    assert f"[[{row['text']}]]" in done.stdout


def test_lines_of_descriptions_are_where_they_are_said_to_be(demo: Path) -> None:
    text = "\n".join(explain_released(demo, row_of(demo, metric="years_of_experience", status="ok")["observation_id"]))
    for line in (line.strip() for line in text.splitlines() if "careerscraper/sites/" in line):
        place, _, words = line[line.index("careerscraper/sites/") :].partition(": ")
        path, number = place.split(", line ")
        there = (Path(__file__).parents[2] / path).read_text("utf-8").splitlines()[int(number) - 1]
        assert there.split(" = ")[0] in words
    assert "[codes.years_of_experience]" in text


@pytest.mark.skipif(not SEED.is_dir(), reason="no seed page beside the checkout")
def test_a_value_of_the_seed_page(run: Run) -> None:
    (page,) = SEED.glob("*.txt")
    found = extracted(run, page, metric="years_of_experience", position=0)
    done = run("careerscraper", "explain", found[:12], "--source", page)
    assert (done.returncode, done.stderr) == (0, "")
    assert has(
        done.stdout,
        "years_of_experience of Loss Mitigation Specialist: 6 to 12 months",
        f"capture {page}",
        "raw text '12' section overview",
        "place table 0, row 8, column 1 ('Years of experience')",
        f'zippia.toml, line {line_of("Years of experience")}: section overview: "Years of experience" = "years_of_experience"',
        "careerscraper/values/ranges.py",
        "[codes.years_of_experience] 12 = [6, 12] (months)",
        "corroborated by time_to_qualify '6-12 months', in the prose",
        "> 8 | Years of experience | [[12]] | 12",
    )


def explained(case: str, **wanted: object) -> str:
    """Return the receipt of the first observation of a saved page with these values."""
    (page,) = (PAGES / case).glob("page.*")
    frame = careerscraper.extract(str(page))
    for name, value in wanted.items():
        frame = frame[frame[name].isna() if value is None else frame[name] == value]
    return "\n".join(explain_extracted(str(page), None, frame["observation_id"].iloc[0]))


def test_what_is_ambiguous_is_told_with_the_ways_that_there_are() -> None:
    text = explained("zippia/squashed-with-cells-that-nobody-can-part", label="Number of jobs")
    assert has(
        text,
        "job_count of Bell Founder: ambiguous (glued)",
        "read by refused as glued: the cells of the row are joined",
        "careerscraper/values/glued.py",
        "it may be '4' and '163,870'",
        "it may be '41' and '63,870'",
        "it may be '416' and '3,870'",
        "> 4 | [[Number of jobs]] | [[4163,870]]",
        "as the page has it, without anything between: 'Bell FounderKite Maker', 'Number of jobs4163,870'",
    )


def test_a_row_that_does_not_fit_is_marked_whole() -> None:
    text = explained("zippia/html-ragged-row", status="ambiguous")
    assert has(text, "refused as row_length: the row has more or fewer cells", "the row marked:", "[[")


def test_what_is_unparsed_is_told_with_what_refused_it() -> None:
    text = explained("zippia/html-unknown-code", status="unparsed", metric="years_of_experience")
    assert has(
        text,
        "unparsed (unknown_code)",
        "refused as unknown_code: the text is a code that the site's description does not list",
        "by careerscraper/values/ranges.py",
        "[codes.years_of_experience] lists 2, 4, 6, 8, 10, 12",
        "witnesses none none: only",
    )


def test_a_contradiction_names_both_sides() -> None:
    text = explained("zippia/html-shares-do-not-sum", page_witness="contradicted")
    assert has(text, "witnesses contradicted contradicted by the", "parts of its cell, which sum to")


def test_words_of_the_prose_and_cells_that_were_parted() -> None:
    case = "zippia/squashed-with-cells-that-nobody-can-part"
    prose = explained(case, section="prose", metric="annual_salary")
    assert has(
        prose,
        "place in the prose",
        f"zippia.toml, line {line_of('annual_salary = ')}: [prose] annual_salary = ",
        "[[$52,000]] a year",
    )
    parted = explained(case, section="overview", metric="annual_salary")
    assert has(
        parted, "read by parted by careerscraper/values/glued.py", "money_a_year()", "'Yearly salary$52,000$41,600'"
    )


def test_an_unknown_label_has_no_rule() -> None:
    text = explained("metrics/usa-calc", metric=None)
    assert has(text, "label rule none: no entry of careerscraper/sites/generic.toml has the label 'Category'", "raw()")


def test_a_capture_of_an_archive(demo: Path) -> None:
    (archive,) = (demo / "archive" / "zippia").glob("*.warc.gz")
    row = row_of(demo, section="demographics", category="Female", status="ok")
    text = "\n".join(explain_extracted(str(archive), None, row["observation_id"]))
    assert has(text, "gender_share (Female)", f"capture {archive}, ", row["page_url"], "received", row["text"], "[[")


@pytest.mark.parametrize(("column", "value"), [("value", 1.0), ("text", "$1"), ("observation_id", "f" * 32)])
def test_what_is_read_now_and_differs_from_the_release_is_said(
    demo: Path, changed: Callable[..., Path], column: str, value: object
) -> None:
    row = row_of(demo, metric="annual_salary", status="ok")
    output = changed(row["observation_id"], column, value)
    asked = str(value) if column == "observation_id" else row["observation_id"]
    text = "\n".join(explain_released(output, asked))
    said = (
        "it does not read this observation"
        if column == "observation_id"
        else f"{column}: {value!r} there, {row[column]!r} now"
    )
    assert has(text, "read again DIFFERS: by code", said)


def test_other_code_is_named(demo: Path, changed: Callable[..., Path]) -> None:
    row = row_of(demo, metric="annual_salary", status="ok")
    text = "\n".join(
        explain_released(changed(row["observation_id"], "parser_version", "0" * 16), row["observation_id"])
    )
    assert has(text, "read again the same, by code", ", the release's was 0000000000000000")


def test_an_archive_that_is_gone_is_named(demo: Path, tmp_path: Path) -> None:
    output = Path(shutil.copytree(demo, tmp_path / "copy"))
    shutil.rmtree(output / "archive")
    with pytest.raises(SourceError, match=r"warc\.gz at byte .*; restore the file from a copy"):
        list(explain_released(output, row_of(output)["observation_id"]))
    table_of(output).write_bytes(b"PAR1")
    with pytest.raises(VerifyError, match="`careerscraper verify` says what is damaged"):
        list(explain_released(output, "0" * 8))


def test_what_is_not_there_is_said_with_what_to_do(run: Run, demo: Path, tmp_path: Path) -> None:
    done = run("careerscraper", "explain", "deadbeef", "--output", demo)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no observation_id begins with deadbeef in release" in done.stderr
    page = tmp_path / "page.txt"
    page.write_text("nothing to compare\n")
    for prefix, source, message in (
        ("deadbee", page, "'deadbee' is no observation_id: give its 32 hex digits, or the first 8 or more"),
        ("deadbeef", page, r"in .*page\.txt \(no comparison: no table in it\): `careerscraper extract` prints"),
    ):
        with pytest.raises(UsageError, match=message):
            list(explain_extracted(str(source), None, prefix))
    with pytest.raises(SourceError, match="not read: No such file"):
        list(explain_extracted(str(tmp_path / "gone"), None, "deadbeef"))
    with pytest.raises(UsageError, match=r"no release in .*: name its folder with --output"):
        list(explain_released(tmp_path, "deadbeef"))


def test_a_prefix_of_several_ids_is_told_to_be_longer(demo: Path, changed: Callable[..., Path]) -> None:
    first, other = pq.read_table(table_of(demo))["observation_id"].to_pylist()[:2]
    output = changed(other, "observation_id", first[:20] + "0" * 12)
    with pytest.raises(UsageError, match=f"several ids begin with {first[:8]}: .*: give more digits"):
        list(explain_released(output, first[:8]))


def test_every_reason_is_explained() -> None:
    assert set(_REFUSED) == {*AMBIGUOUS_REASONS, *UNPARSED_REASONS}
