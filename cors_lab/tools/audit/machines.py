"""A report in the formats of machines: SARIF for code scanning, JUnit XML for test reports.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ and https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as xml

from cors_lab.display.text import visible
from cors_lab.fixes.mistakes.probes import PROBES
from cors_lab.fixes.mistakes.words import SEVERITIES, WORDS
from cors_lab.tools.audit.report import evidence_lines
from cors_lab.tools.redact.result import masked_exchange
from cors_lab.tools.redact.text import mask_url

if TYPE_CHECKING:
    from cors_lab.tools.audit.finding import Finding
    from cors_lab.tools.audit.report import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"high": "error", "medium": "error", "low": "warning", "info": "note"}
SCORES = {
    "high": "8.0",
    "medium": "5.5",
    "low": "3.0",
    "info": "0.0",
}  # "security-severity", as CVSS counts
WHOLE_SERVER = "."
_FACT = re.compile(r"\{[a-z]+\}")


def sarif(report: Report, source: str = WHOLE_SERVER) -> dict[str, Any]:
    """The report as SARIF 2.1.0; `source` is the file of the repository that holds the settings."""
    driver = {
        "name": "cors-lab audit",
        "version": version("cors-lab"),
        "rules": [_rule(id, title) for id, title in all_checks().items()],
    }
    results = [_result(report, finding, source) for finding in report.findings]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }


def all_checks() -> dict[str, str]:
    """Every finding that an audit can have, with what it is about."""
    texts = {probe.id: probe.why for probe in PROBES}
    texts |= {id: words.title for id, words in WORDS.items()}
    return {id: _FACT.sub("…", text) for id, text in texts.items()}


def _rule(id: str, title: str) -> dict[str, Any]:
    usual = WORDS[id].severity if id in WORDS else "high"
    return {
        "id": id,
        "shortDescription": {"text": title},
        "defaultConfiguration": {"level": LEVELS[usual]},
        "properties": {"security-severity": SCORES[usual], "tags": ["security", "cors"]},
    }


def _result(report: Report, finding: Finding, source: str) -> dict[str, Any]:
    told = f"{visible(finding.title, 1000)}\n\n{finding.who}\n\nFix: {visible(finding.fix, 1000)}"
    where = f"{mask_url(report.url)} for {report.page}"
    return {
        "ruleId": finding.id,
        "level": LEVELS[finding.severity],
        "message": {"text": told},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": source},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [
                    {"fullyQualifiedName": visible(where, 1000), "kind": "resource"}
                ],
            }
        ],
        "partialFingerprints": {"corsLab/v1": _fingerprint(finding.id, where)},
        "properties": {
            "severity": finding.severity,
            "reason": finding.reason,
            "security-severity": SCORES[finding.severity],
            "evidence": _evidence(finding),
        },
    }


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _evidence(finding: Finding) -> list[str]:
    lines = [evidence_lines(masked_exchange(exchange)) for exchange in finding.evidence]
    return [visible(line.strip(), 2000) for exchange in lines for line in exchange]


def junit(report: Report, fail_on: str) -> str:
    """The report as JUnit XML: a test case for each finding that there can be; those from
    `fail_on` on are failures.
    """
    found = {finding.id: finding for finding in report.findings}
    failures = [finding for finding in report.findings if fails(finding, fail_on)]
    suite = xml.Element(
        "testsuite",
        name=visible(f"CORS audit of {mask_url(report.url)}", 1000),
        tests=str(len(all_checks())),
        failures=str(len(failures)),
        errors="0",
        skipped="0",
    )
    for id in all_checks():
        case = xml.SubElement(suite, "testcase", classname="cors-lab.audit", name=id)
        finding = found.get(id)
        if finding is not None:
            _told(case, finding, fails(finding, fail_on))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n' + xml.tostring(suite, encoding="unicode") + "\n"
    )


def _told(case: xml.Element, finding: Finding, failed: bool) -> None:
    text = "\n".join(
        [visible(finding.title, 1000), *_evidence(finding), finding.who, f"Fix: {finding.fix}"]
    )
    if failed:
        message = visible(finding.title, 1000)
        xml.SubElement(case, "failure", message=message, type=finding.severity).text = text
    else:
        xml.SubElement(case, "system-out").text = f"{finding.severity}: {text}"


def fails(finding: Finding, fail_on: str) -> bool:
    """Is it as bad as `fail_on`, or worse? "never" is never reached."""
    return fail_on in SEVERITIES and finding.rank <= SEVERITIES.index(fail_on)
