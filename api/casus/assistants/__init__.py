"""For programs that ask in our stead: the Model Context Protocol, over the answers that everybody gets."""
