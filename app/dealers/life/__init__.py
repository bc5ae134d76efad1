"""The life cycle of a dealer from prospect to exit: states, steps between them, what each state asks for."""
