"""Dates as sources write them, in ISO 8601."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_tz

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ]\d\d:?\d\d.*)?)?)?", re.ASCII)
_MAIL = re.compile(r"(?:[A-Z][a-z]{2}, *)?\d{1,2} +[A-Z][a-z]{2} +\d{4}(?: .*)?", re.ASCII)


def normalise(text: str) -> str:
    """Return a date as an ISO day, month or year, as exact as it is given; a time of day is cut off.

    Reads ISO 8601 and RFC 2822 ("Mon, 2 Apr 2007 19:18:42 GMT"). Raises ValueError on anything else.
    """
    iso = _ISO.fullmatch(text.strip())
    if iso:
        year, month, day = iso.groups()
        date(int(year), int(month or 1), int(day or 1))
        return "-".join(part for part in (year, month, day) if part)
    mail = parsedate_tz(text) if _MAIL.fullmatch(text.strip()) else None
    if mail is None:
        raise ValueError("neither ISO 8601 nor RFC 2822")
    return date(*mail[:3]).isoformat()
