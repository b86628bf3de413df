"""`make bench`: Casus beside its peers, on the same data and machine, in turns."""
