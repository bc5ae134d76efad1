"""Configuration packs: what head office gives every region, signed, and how it is made and put in force."""
