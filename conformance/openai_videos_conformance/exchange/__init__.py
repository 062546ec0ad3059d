"""One request and its answer, as data: the unit of evidence."""
