"""The authority's profile changed: hotline, hours, notice, limits, and which channels are off."""
