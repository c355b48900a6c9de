"""The experts as a page for journalists: one HTML file that stands alone, without scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scheduler.domain.experts import Expert

#: What people call the languages that are common in the United States; others stand as their code.
LANGUAGES: Final = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "hmn": "Hmong",
    "ht": "Haitian Creole",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nv": "Navajo",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "so": "Somali",
    "sw": "Swahili",
    "tl": "Tagalog",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "ase": "American Sign Language",
}
_STYLE = """
:root { color-scheme: light dark; font: 1.05rem/1.6 system-ui, sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem; }
article { border-top: 1px solid; padding: 1rem 0; overflow-wrap: anywhere; }
h1 { line-height: 1.2; } h2 { margin: 0; font-size: 1.3rem; } p { margin: .3rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { font-weight: 600; } dd { margin: 0; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } }
"""


def page(experts: Iterable[Expert], *, organisation: str, day: date) -> bytes:
    """Return the page of these experts as it stands on `day`; whom it shows is for the caller to decide."""
    title = escape(f"Our experts: {organisation}" if organisation else "Our experts")
    people = "\n".join(_person(expert) for expert in experts)
    body = people or "<p>Nobody is listed just now. Please ask the press office.</p>"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>They speak to journalists on the topics beside their names. As of {day:%-d %B %Y}.</p>
{body}
</main>
</body>
</html>
""".encode()


def _person(expert: Expert) -> str:
    facts = "\n".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in _facts(expert))
    role = f"<p>{escape(expert.role)}</p>\n" if expert.role else ""
    return (
        f'<article aria-labelledby="expert-{expert.id}">\n<h2 id="expert-{expert.id}">{escape(expert.name)}'
        f"</h2>\n{role}<dl>\n{facts}\n</dl>\n</article>"
    )


def _facts(expert: Expert) -> Iterator[tuple[str, str]]:
    if expert.topics:
        yield "Topics", escape(", ".join(topic.replace("*", "") for topic in expert.topics))
    if expert.languages:
        yield "Languages", escape(", ".join(LANGUAGES.get(each, each) for each in expert.languages))
    if expert.handle:
        yield "Account", escape(f"@{expert.handle}")
    if expert.email:
        yield "Email", f'<a href="mailto:{escape(expert.email)}">{escape(expert.email)}</a>'
    if expert.phone:
        number = "".join(each for each in expert.phone if each.isdigit() or each == "+")
        yield "Phone", f'<a href="tel:{number}">{escape(expert.phone)}</a>'
    if expert.url:
        yield "More", f'<a href="{escape(expert.url)}">{escape(expert.url)}</a>'
