"""Makes IRIs of web addresses as people write them."""

from __future__ import annotations

import re

# RFC 3987: a host name or an address in brackets, an optional port, then path, query and fragment.
_ABSOLUTE = re.compile(
    r"(https?)://([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?(?=[/?#]|$)", re.IGNORECASE | re.ASCII
)
# Whatever may not stand after the host is percent-encoded, as is a percent sign that encodes nothing.
_FORBIDDEN = re.compile(r"%(?![0-9A-Fa-f]{2})|[^\w\-.~:/?#@!$&'()*+,;=%]", re.ASCII)


def web_iri(address: str) -> str | None:
    """Return the IRI of an absolute http(s) address, percent-encoded where it must be; else None."""
    address = address.strip()
    absolute = _ABSOLUTE.match(address)
    if absolute is None:
        return None
    before, mark, fragment = address[absolute.end() :].partition("#")
    try:
        rest = _encode(before) + mark + _encode(fragment.replace("#", "%23"))
    except UnicodeEncodeError:
        return None  # a lone surrogate has no UTF-8 form
    return absolute[0] + rest


def _encode(part: str) -> str:
    """Percent-encode the characters of a part that an IRI may not hold."""
    return _FORBIDDEN.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), part)
