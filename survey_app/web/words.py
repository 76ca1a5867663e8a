"""The language of a request, and the words of pages in it."""

from collections.abc import Callable, Iterable
from datetime import date

from babel import negotiate_locale
from babel.lists import format_list
from flask import Flask, g, request, session
from flask_wtf.csrf import generate_csrf

from survey_app import i18n
from survey_app.errors import Problem, SurveyError
from survey_app.services.program_words import Said
from survey_app.words import tell


def language() -> i18n.Language:
    """Return the language of this request: chosen, else the browser's, else English."""
    if "language" not in g:
        known = [each.code for each in i18n.languages()]
        chosen = session.get("language")
        if chosen not in known:
            wished = [
                code.replace("_", "-") for code in request.accept_languages.values()
            ]
            found = negotiate_locale(wished, known, sep="-")
            chosen = found or i18n.SOURCE_LANGUAGE
        g.language = i18n.language(chosen)
    of_request: i18n.Language = g.language
    return of_request


def use_language(code: str) -> None:
    """Say everything in this request in a language."""
    g.language = i18n.language(code)


def speak(code: str, said: Said) -> None:
    """Say everything in this request in a language, as an interview may say it."""
    use_language(code)
    g.said = said


def _(text: str) -> str:
    """Return an interface text in the language of this request."""
    found: str = _words().gettext(text)
    return found


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of a text that goes with a number."""
    found: str = _words().ngettext(one, many, count)
    return found


def _words() -> Said | i18n.Words:
    """Return what this request says: an interview's words, else the program's."""
    found: Said | i18n.Words = g.get("said") or i18n.catalogue(language().code)
    return found


def decimal(value: float, digits: int = 1) -> str:
    """Return a number as people of this language write it."""
    return i18n.decimal(language().code, value, digits)


def signed(value: float, digits: int = 1) -> str:
    """Return a difference with its sign; the minus is a real one."""
    return i18n.signed(language().code, value, digits)


def chance(p: float | None) -> str:
    """Return a probability as people of this language write it, or a dash for none."""
    return i18n.chance(language().code, p)


def apart(text: object) -> str:
    """Return a name that keeps its own direction inside a sentence of another one."""
    return i18n.apart(language().code, text)


def listed(texts: Iterable[object]) -> str:
    """Return several names as people of this language list them."""
    return i18n.listed(language().code, texts)


def either(texts: Iterable[str]) -> str:
    """Return several answers, any of which was given, as people list them."""
    return format_list(list(texts), "or", i18n.locale(language().code))


def whole(value: int) -> str:
    """Return a count as people of this language write it."""
    return i18n.whole(language().code, value)


def percent(share: float) -> str:
    """Return a share 0-1 as a whole percentage."""
    return i18n.percent(language().code, share)


def day(value: date | str | None) -> str:
    """Return a day, or its ISO text, as people of this language write it."""
    if value is None:
        return "–"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return i18n.day(language().code, value)


def tell_problem(problem: Problem | SurveyError) -> tuple[str, str]:
    """Return what is wrong and what to do, in the language of this request."""
    facts = {
        name: apart(fact) if isinstance(fact, str) else fact
        for name, fact in problem.facts.items()
    }
    return tell(problem.code, facts, _)


def tell_code(code: str) -> tuple[str, str]:
    """Return what a problem is and what to do, from its code alone."""
    return tell(code, {}, _)


def install(app: Flask) -> None:
    """Give templates the words, the numbers and the days of the request's language."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install_callables: Callable[..., None] = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]
    install_callables(_, ngettext, newstyle=True)
    app.jinja_env.filters |= {
        "decimal": decimal,
        "signed": signed,
        "chance": chance,
        "whole": whole,
        "percent": percent,
        "day": day,
        "apart": apart,
        "listed": listed,
    }
    app.jinja_env.globals |= {
        "language": language,
        "languages": i18n.languages,
        "language_of": i18n.language,
        "csrf_token": generate_csrf,
    }
