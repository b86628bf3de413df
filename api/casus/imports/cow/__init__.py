"""The datasets of the Correlates of War project, which number states and wars in common."""
