"""Support as a panel: who supported whom in which year, by state or by dyad."""
