"""A believable touring company to try the platform on: `ghxstship serve --demo`."""

from .seeder import DemoAccess, open_demo, seed

__all__ = ["DemoAccess", "open_demo", "seed"]
