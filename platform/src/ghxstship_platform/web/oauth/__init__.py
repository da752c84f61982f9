"""OAuth over HTTP: what programs ask, and the pages where people decide."""
