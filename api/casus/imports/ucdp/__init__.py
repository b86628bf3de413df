"""The datasets of the Uppsala Conflict Data Program, which number actors, conflicts and dyads in common."""
