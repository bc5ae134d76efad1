"""Why a figure changed from one period to another, in parts that add up exactly."""
