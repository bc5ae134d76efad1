"""Policies as records: versions that take effect on a day, from draft to archive, their text and their templates."""
