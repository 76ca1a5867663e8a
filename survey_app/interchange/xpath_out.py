"""Writes skip rules as the XPath of XLSForms."""

from collections.abc import Mapping

from survey_app.core.questionnaire.routing import Rule

TRUE, FALSE = "true()", "false()"


def expression(rule: Rule, names: Mapping[str, str]) -> str:
    """Return a rule as XPath; `names` are the form's names of the items.

    >>> expression({"item": "met", "in": ["a", "b"]}, {"met": "met"})
    "selected(${met}, 'a') or selected(${met}, 'b')"
    """
    match rule:
        case {"all": rules}:
            return " and ".join(_inside(each, names) for each in rules) or TRUE
        case {"any": rules}:
            return " or ".join(_inside(each, names) for each in rules) or FALSE
        case {"not": inner}:
            return f"not({expression(inner, names)})"
        case {"item": item, "in": codes}:
            return (
                " or ".join(
                    f"selected(${{{names[item]}}}, {quoted(code)})" for code in codes
                )
                or FALSE
            )
    raise ValueError(rule)


def quoted(code: str) -> str:
    """Return a code as a text of XPath; none may hold both quotation marks."""
    return f'"{code}"' if "'" in code else f"'{code}'"


def _inside(rule: Rule, names: Mapping[str, str]) -> str:
    """Return a rule as a part of another, in brackets where it has parts itself."""
    text = expression(rule, names)
    is_single = "not" in rule or len(next(iter(rule.values()))) == 0
    is_single = is_single or ("in" in rule and len(rule["in"]) == 1)
    return text if is_single else f"({text})"
