"""A person's browser without a picture: keeps cookies, follows where it is led, sends the forms of pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

_PATIENCE = 60


@dataclass
class _Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class _Button:
    form: _Form
    name: str = ""
    value: str = ""


class _Reader(HTMLParser):
    """What can be done on a page, by the words that a person reads."""

    def __init__(self, page: httpx.Response) -> None:
        super().__init__()
        self.address = str(page.url)
        self.links: dict[str, str] = {}
        self.buttons: dict[str, _Button] = {}
        self._forms: dict[str, _Form] = {}
        self._form = _Form(self.address)
        self._of: str | _Button | None = None
        self._words = ""
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self._form = _Form(urljoin(self.address, told.get("action", "")))
                self._forms[told.get("id", "")] = self._form
            case "input" if told.get("name"):
                self._form.fields[told["name"]] = told.get("value", "")
            case "a" | "button":
                form = self._forms.get(told.get("form", ""), self._form)
                button = _Button(form, told.get("name", ""), told.get("value", ""))
                self._of, self._words = told.get("href", "") if tag == "a" else button, ""

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        words = " ".join(self._words.split())
        if tag == "a" and isinstance(self._of, str):
            self.links[words] = urljoin(self.address, self._of)
        elif tag == "button" and isinstance(self._of, _Button):
            self.buttons[words] = self._of


class Visitor:
    """Goes from page to page like a person; whatever redirects it, it follows."""

    def __init__(self, home: str) -> None:
        self.home = home
        self._client = httpx.Client(
            base_url=home, follow_redirects=True, timeout=_PATIENCE, headers={"Accept": "text/html"}
        )
        self.page = httpx.Response(204)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    @property
    def at(self) -> str:
        """The address of the page, without what follows its path; without its host where it is at home."""
        return str(self.page.url).partition("?")[0].removeprefix(self.home)

    @property
    def way(self) -> list[str]:
        """The addresses that the last step led through, the page's own last."""
        return [str(each.url) for each in (*self.page.history, self.page)]

    def open(self, address: str) -> str:
        """Go to an address; return the text of the page."""
        return self._seen(self._client.get(address))

    def click(self, words: str) -> str:
        """Follow the link with these words."""
        links = _Reader(self.page).links
        assert words in links, f"of the links {list(links)} at {self.at}"
        return self.open(links[words])

    def press(self, words: str, **fields: str) -> str:
        """Send the form of the button with these words, filled in."""
        buttons = _Reader(self.page).buttons
        assert words in buttons, f"of the buttons {list(buttons)} at {self.at}"
        button = buttons[words]
        told = {**button.form.fields, **({button.name: button.value} if button.name else {}), **fields}
        return self._seen(self._client.post(button.form.action, data=told))

    def stop_at(self, words: str, target: str, **fields: str) -> str:
        """Press a button and follow only until `target` is about to be asked; return that whole address."""
        self._client.follow_redirects = False
        try:
            self.press(words, **fields)
            while (led := self.page.next_request) and not str(led.url).startswith(target):
                self._seen(self._client.send(led))
        finally:
            self._client.follow_redirects = True
        assert led is not None, f"{self.at} leads nowhere"
        return str(led.url)

    def _seen(self, page: httpx.Response) -> str:
        self.page = page
        return page.text
