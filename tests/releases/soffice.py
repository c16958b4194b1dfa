"""LibreOffice without a screen, as a user who allows everything has it: CSV files opened, saved, opened again."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import zipfile
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

#: With UpdateDocMode 3 links are updated without asking. `soffice --convert-to` never does, whatever the profile allows:
#: it would show no difference between a formula that asks the network and none.
MACRO = """
Function Named(name, value)
  Dim result As New com.sun.star.beans.PropertyValue
  result.Name = name
  result.Value = value
  Named = result
End Function

Function Opened(url, filter)
  arguments = Array(Named("Hidden", True), Named("UpdateDocMode", 3))
  If filter <> "" Then
    text = Named("FilterName", "Text - txt - csv (StarCalc)")
    arguments = Array(Named("Hidden", True), Named("UpdateDocMode", 3), text, Named("FilterOptions", filter))
  End If
  document = StarDesktop.loadComponentFromURL(url, "_blank", 0, arguments)
  document.calculateAll()
  Opened = document
End Function

Sub Save(document, url, filter, options)
  document.storeToURL(url, Array(Named("FilterName", filter), Named("FilterOptions", options)))
End Sub

Sub OpenAndSave(url, options)
  document = Opened(url, options)
  Save(document, url & ".ods", "calc8", "")
  Save(document, url & ".xlsx", "Calc MS Excel 2007 XML", "")
  document.close(True)
  For Each kind In Array(".ods", ".xlsx")
    document = Opened(url & kind, "")
    Save(document, url & kind & ".txt", "Text - txt - csv (StarCalc)", "44,34,76,1,,0,true,true")
    document.close(True)
  Next
End Sub

Sub All(urls, options)
  For Each url In Split(urls, "|")
    OpenAndSave(url, options)
  Next
  StarDesktop.terminate()
End Sub
"""
_OOR = "http://openoffice.org/2001/registry"
_SCRIPT = "http://openoffice.org/2000/script"
_LIBRARY = "http://openoffice.org/2000/library"


def _setting(path: str, name: str, value: str) -> str:
    prop = f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
    return f'<item oor:path="/org.openoffice.{path}">{prop}</item>'


_SETTINGS = (
    _setting("Setup/Office", "ooSetupInstCompleted", "true")  # else a new profile is made over this one
    + _setting("Office.Common/Security/Scripting", "SecureURL", "<it>file:///</it>")  # where links may be updated
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: The files of a profile that has the macro.
PROFILE = {
    "registrymodifications.xcu": f'{_XML}<oor:items xmlns:oor="{_OOR}">{_SETTINGS}</oor:items>',
    "basic/script.xlc": f"""{_XML}<library:libraries xmlns:library="{_LIBRARY}">
<library:library library:name="Standard" library:link="false"/></library:libraries>""",
    "basic/Standard/script.xlb": f"""{_XML}<library:library xmlns:library="{_LIBRARY}" library:name="Standard"
library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/></library:library>""",
    "basic/Standard/Module1.xba": f"""{_XML}<script:module xmlns:script="{_SCRIPT}" script:name="Module1"
script:language="StarBasic">{escape(MACRO, quote=False)}</script:module>""",
}
_FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"


def open_and_save(folder: Path, options: str) -> list[Path]:
    """Open each CSV file of ``folder`` with these import options; return what it is saved as, ODS and XLSX.

    Beside ``a.csv.ods`` stands ``a.csv.ods.txt``: what is saved of that as CSV again.
    """
    if not shutil.which("soffice"):
        if os.environ.get("CI") == "true":
            pytest.fail("soffice is not installed")
        pytest.skip("soffice is not installed (Debian: libreoffice-calc-nogui)")
    profile = folder / "profile"  # one of its own: a second LibreOffice hands its work to the first
    for name, text in PROFILE.items():
        path = profile / "user" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    files = sorted(folder.glob("*.csv"))
    macro = f'macro:///Standard.Module1.All("{"|".join(path.as_uri() for path in files)}","{options}")'
    command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", macro]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [path.with_name(path.name + kind) for path in files for kind in (".ods", ".xlsx")]


def formulas(spreadsheet: Path) -> list[str]:
    """Return the formulas of an ODS or XLSX file."""
    with zipfile.ZipFile(spreadsheet) as parts:
        sheets = [name for name in parts.namelist() if name == "content.xml" or name.startswith("xl/worksheets/sheet")]
        elements = [element for name in sheets for element in ET.fromstring(parts.read(name)).iter()]
    assert elements
    in_ods = [element.get(_FORMULA) or "" for element in elements]
    in_xlsx = [element.text or "" for element in elements if element.tag.endswith("}f")]
    return list(filter(None, in_ods + in_xlsx))


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


def came_back(spreadsheet: Path) -> list[dict[str, str]]:
    """Return the rows of what was saved of it as CSV."""
    return read_csv(Path(f"{spreadsheet}.txt"))
