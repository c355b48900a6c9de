from __future__ import annotations

import pytest

from feeds.meaning.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What you need to know about the flu this winter", "en"),
        ("Lo que debe saber sobre la gripe y las vacunas", "es"),
        ("Ce que vous devez savoir sur la grippe et les vaccins", "fr"),
        ("Was Sie über die Grippe und den Winter wissen", "de"),
        ("流感季节开始", "zh"),
        ("インフルエンザの季節", "ja"),
        ("독감 시즌", "ko"),
        ("Những điều cần biết về bệnh cúm", "vi"),
        ("موسم الانفلونزا", "ar"),
        ("MERS: Indiana", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_by_its_script_or_its_common_words(text: str, language: str) -> None:
    assert language_of(text) == language
