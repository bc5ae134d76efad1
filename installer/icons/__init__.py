"""The program's icon: one drawing, made into what each system wants."""
