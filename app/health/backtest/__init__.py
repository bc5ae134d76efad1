"""Does the score predict? Scores of past quarters against what became of the dealers in the year after."""
