"""What the operator runs: the commands, the doctor, the offline check."""
