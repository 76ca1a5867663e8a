"""Surveys of trust and social cohesion for communities coming out of violence."""

__version__ = "0.1.0"
