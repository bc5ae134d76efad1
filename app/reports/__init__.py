"""Documents for people who never open the program: PDF, drawn from the sheets that the screen shows."""
