"""The files of deploy/, each started as an operator would start it."""
