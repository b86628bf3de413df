"""Profiles: the hand-made pages of claims, negotiations, agreements and actors."""
