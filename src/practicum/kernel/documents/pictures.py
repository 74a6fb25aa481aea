"""Pictures as they come from cameras, made safe and small."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIDE = 480


class NotAPicture(ValueError):
    """The bytes are no picture we take; the text says what to do."""


def portrait(content: bytes) -> bytes:
    """A square JPEG of at most 480 pixels, set upright, without any of the camera's notes (EXIF, place)."""
    if len(content) > MOST_BYTES:
        raise NotAPicture("The picture is larger than 10 MB. Take it at a smaller size.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP", "GIF", "BMP"])
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture("The picture has too many pixels. Take it at a smaller size.")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except NotAPicture:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as problem:  # fmt: skip
        raise NotAPicture(
            "This file is not a picture we can read. Choose a JPEG, PNG or WebP file."
        ) from problem
    square = ImageOps.fit(upright, (min(SIDE, *upright.size),) * 2, centering=(0.5, 0.35))
    out = io.BytesIO()
    square.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
