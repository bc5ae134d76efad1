"""One module a family of parts: how its things are read, checked and put in force."""
