"""The triple store: generations on disk, and one seam for querying them or any SPARQL endpoint.

Only this package imports pyoxigraph. It re-exports nothing, so that a query worker, which is a new
Python process, imports no more than it runs.

`generations` builds and opens graph directories; `seam` is what everybody queries through, `embedded` and
`remote` its two implementations, `results` its answers as rows; `dump`, `scan` and `serialization` read and
write whole graphs in this process.
"""
