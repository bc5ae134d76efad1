"""The register of violations: a case from its report to its closing."""
