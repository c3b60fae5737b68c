"""The desk: where an event of a call becomes a decision, and the decision becomes true."""
