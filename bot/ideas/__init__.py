"""Ideas: shared with a team, tried, decided, and learned from. Who may do what is checked here at each act."""
