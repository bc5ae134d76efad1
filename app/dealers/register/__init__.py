"""The whole register of dealers as sheets that a person changes in Excel, and the way back."""
