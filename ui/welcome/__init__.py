"""The first page of a first start: the practice region, an own first file, or a workspace that is there already."""
