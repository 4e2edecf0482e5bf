"""What neither pyxform nor an engine remarks on a compiled form: what would hurt at the counter or in an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from survey_forms.authoring.finding import Finding

XF = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"
EXPRESSIONS = ("constraint", "relevant", "calculate", "required", "readonly")
NAME_LIMIT = 32
"""Stata's limit for a variable name, the shortest of the formats analysts export to."""


def lint(xform: bytes, rows: Mapping[str, int] | None = None) -> list[Finding]:
    """All remarks on a well-formed XForm, in document order; `rows` (node -> row) adds the place in the workbook.

    Raises lxml.etree.XMLSyntaxError.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    tree = etree.fromstring(xform, parser)
    found = [*_names(tree), *_constraints(tree), *_patterns(tree), *_words(tree)]
    return [_placed(finding, rows or {}) for finding in found]


def _placed(finding: Finding, rows: Mapping[str, int]) -> Finding:
    row = rows.get(finding.node)
    return replace(finding, sheet="survey", row=row) if row else finding


def _binds(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for bind in tree.iter(f"{XF}bind"):
        yield str(bind.get("nodeset", "")), bind


def _names(tree: etree._Element) -> Iterator[Finding]:
    for node, _ in _binds(tree):
        name = node.rsplit("/", 1)[-1]
        if len(name) > NAME_LIMIT:
            yield Finding(
                "warning",
                "name-too-long",
                f"the name {name} has {len(name)} characters; exports cut it after {NAME_LIMIT}",
                node,
                advice="choose a shorter name before the form is in use",
            )


def _constraints(tree: etree._Element) -> Iterator[Finding]:
    for node, bind in _binds(tree):
        if bind.get("constraint") and not bind.get(f"{JR}constraintMsg"):
            yield Finding(
                "warning",
                "constraint-without-message",
                "a wrong answer is refused without saying why",
                node,
                advice="fill constraint_message in every language: what is wrong and what to type",
            )


def _patterns(tree: etree._Element) -> Iterator[Finding]:
    for node, bind in _binds(tree):
        for attribute in EXPRESSIONS:
            for pattern in regex_patterns(bind.get(attribute, "")):
                if not (pattern.startswith("^") and pattern.endswith("$")):
                    yield Finding(
                        "warning",
                        "regex-unanchored",
                        f"the pattern {pattern} also accepts text around it, and engines differ on that",
                        node,
                        advice="write it as ^...$",
                    )


def regex_patterns(expression: str) -> list[str]:
    """The literal patterns of every `regex(value, 'pattern')` in an XPath expression, outermost first."""
    found = []
    start = expression.find("regex(")
    while start >= 0:
        argument = _last_argument(expression, start + len("regex("))
        if len(argument) >= 2 and argument[0] == argument[-1] and argument[0] in "'\"":
            found.append(argument[1:-1])
        start = expression.find("regex(", start + 1)
    return found


def _last_argument(expression: str, start: int) -> str:
    """Text between the last top-level comma and the closing parenthesis of a call that opens before `start`."""
    depth, quote, begin = 0, "", start
    for at in range(start, len(expression)):
        char = expression[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "(":
            depth += 1
        elif char == ")":
            if depth == 0:
                return expression[begin:at].strip()
            depth -= 1
        elif char == "," and depth == 0:
            begin = at + 1
    return ""


def _words(tree: etree._Element) -> Iterator[Finding]:
    words = {
        str(part.get("lang")): {str(text.get("id")): _said(text) for text in part.iter(f"{XF}text")}
        for part in tree.iter(f"{XF}translation")
    }
    if not any("(ur)" in language for language in words):
        yield Finding(
            "warning",
            "urdu-missing",
            "the form has no Urdu words",
            advice="add the columns label::Urdu (ur), hint::Urdu (ur) and the messages",
        )
    every = dict.fromkeys(key for texts in words.values() for key in texts)
    for key in every:
        for language, texts in words.items():
            if texts.get(key, "") in ("", "-"):
                yield Finding(
                    "warning",
                    "words-missing",
                    f"{key.partition(':')[2] or 'choice'} of {key.partition(':')[0]} is missing in {language}",
                    key.partition(":")[0] if key.startswith("/") else "",
                    advice=f"fill the column for {language}",
                )


def _said(text: etree._Element) -> str:
    """Words of an itext entry; a reference to an answer counts as a word."""
    answers = text.iter(f"{XF}output")
    return "".join(map(str, text.itertext())).strip() + "".join(str(answer.get("value")) for answer in answers)
