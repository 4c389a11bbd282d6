"""To and from learning management systems: collect what was handed in, export grades."""
