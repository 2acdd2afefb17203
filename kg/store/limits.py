"""What one query may take, and what the errors say that stop it."""

# Seconds for a query that brings no deadline of its own.
DEADLINE = 10.0

# Bytes of address space for a query worker. Opening a store of six million triples takes about 300 MiB.
MEMORY = 512 * 2**20

# Bytes of an answer: a worker holds it in memory before it sends it.
MAX_BYTES = 16 * 2**20

LATE = "the query was stopped at its deadline"
TOO_LARGE = "the query was stopped because it needs more memory than one query may have"


def whole_characters(body: bytes) -> bytes:
    """Return a UTF-8 body that was cut anywhere without the rest of a cut character."""
    return body.decode("utf-8", "ignore").encode()
