"""What can be done: one function = one verb = one transaction + one audit entry."""
