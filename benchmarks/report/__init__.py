"""docs/benchmarks.md, written from var/bench/*.json: no figure in it is typed by hand."""
