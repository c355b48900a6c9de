"""Questions to fill, at random, and the peer that fills them gap by gap."""
