"""What every answer shares: problems, representations, parameters, pages of a list, URLs, headers, limits."""
