"""How the planner looks and how Streamlit is to run: every option we set, in one table.

Colours hold 4.5:1 for text on both grounds. Fonts are the ones that Streamlit brings, so that no request
leaves the machine.
"""

from __future__ import annotations

from typing import Any

_LIGHT = {
    "primaryColor": "#0f766e",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f3f6f6",
    "textColor": "#17252a",
    "linkColor": "#0b6b63",
    "borderColor": "#d5dfde",
    "redColor": "#c0352b",
    "orangeColor": "#b4530a",
    "yellowColor": "#8a6400",
    "greenColor": "#2f7d32",
    "blueColor": "#2563a8",
    "violetColor": "#6d4bb3",
    "grayColor": "#5b6b6e",
}
_DARK = {
    "primaryColor": "#118278",
    "backgroundColor": "#11191c",
    "secondaryBackgroundColor": "#1a2529",
    "textColor": "#e6eeee",
    "linkColor": "#6fd3c7",
    "borderColor": "#2f3f44",
    "redColor": "#f08a80",
    "orangeColor": "#f0a868",
    "yellowColor": "#e3c35a",
    "greenColor": "#7cc98a",
    "blueColor": "#86b7ee",
    "violetColor": "#b9a1ee",
    "grayColor": "#9fb0b3",
}
#: The ground of every page in the dark, as the style sheets write a colour.
DARK_GROUND = _DARK["backgroundColor"]
_LIGHT_SIDEBAR = {"backgroundColor": "#eef3f2", "secondaryBackgroundColor": "#e0e9e8"}
_DARK_SIDEBAR = {"backgroundColor": "#0c1315", "secondaryBackgroundColor": "#1a2529"}
_SHARED: dict[str, Any] = {
    "baseFontSize": 16,
    "baseRadius": "8px",
    "headingFontSizes": ["1.7rem", "1.3rem", "1.1rem", "1rem", "0.9rem", "0.85rem"],
    "headingFontWeights": [700, 650, 600, 600, 600, 600],
    "paddingTop": "0.5rem",
    "paddingBottom": "3rem",
    "linkUnderline": False,
    "showSidebarBorder": True,
}


def options(*, host: str, port: int, public_url: str = "") -> dict[str, Any]:
    """Return Streamlit's options for a planner on `host` and `port`."""
    chosen: dict[str, Any] = {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.maxUploadSize": 30,
        "server.showEmailPrompt": False,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "runner.magicEnabled": False,
        # It holds every session up after each run, for as long as the run itself took.
        "runner.postScriptGC": False,
        "logger.level": "warning",
        "logger.hideWelcomeMessage": True,
    }
    if public_url:
        chosen["server.corsAllowedOrigins"] = [public_url]
    return chosen | looks()


def looks() -> dict[str, Any]:
    """Return the options that are about looks alone."""
    sections = {
        "theme": _SHARED,
        "theme.light": _LIGHT,
        "theme.dark": _DARK,
        "theme.light.sidebar": _LIGHT_SIDEBAR,
        "theme.dark.sidebar": _DARK_SIDEBAR,
    }
    return {
        f"{section}.{name}": value for section, pairs in sections.items() for name, value in pairs.items()
    }
