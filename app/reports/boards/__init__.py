"""What leaves a board: a brief, a picture, drawings, a workbook, slides and a PDF of the same tiles."""
