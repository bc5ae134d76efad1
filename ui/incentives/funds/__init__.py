"""The part of market development funds on the page of incentives."""
