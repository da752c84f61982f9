"""The durable inbox: arrivals, runs, and the feed that fills the gaps."""
