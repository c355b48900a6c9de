"""The demo: a fictional hospital, its month of posts, and the newsroom that its feeds come from."""

from __future__ import annotations

from scheduler.demo.creating import DemoAccess, create_demo, demo_access, demo_day
from scheduler.demo.history import Remembered, demo_accounts, demo_history, load_history
from scheduler.demo.newsroom import newsroom

__all__ = [
    "DemoAccess",
    "Remembered",
    "create_demo",
    "demo_access",
    "demo_accounts",
    "demo_day",
    "demo_history",
    "load_history",
    "newsroom",
]
