"""The competency questions, ready to run with parameters."""
