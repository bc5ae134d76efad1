"""What only Windows needs: the version inside the programs, and the installer that NSIS makes."""
