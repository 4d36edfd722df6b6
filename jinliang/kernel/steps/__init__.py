"""步骤表: units define variants of declared flows by a table of steps, without code; BPMN in and out."""
