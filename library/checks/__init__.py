"""What is wrong with a template before anyone else sees it: faults keep it from agents, warnings are told."""

from library.checks.finding import Finding, Lookup
from library.checks.findings import faults, findings

__all__ = ["Finding", "Lookup", "faults", "findings"]
