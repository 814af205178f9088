"""Laws: what must hold for every diagram, tried on thousands of random ones."""
