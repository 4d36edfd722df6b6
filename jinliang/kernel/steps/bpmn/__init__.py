"""BPMN 2.0: a table written for any modeler, and read back; what a table cannot say is refused by name."""
