"""The quarterly health of a dealer: model, rules, frozen assessments, sheets."""
