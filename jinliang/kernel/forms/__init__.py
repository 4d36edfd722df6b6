"""表单: schema, layout, server check and rendering of a form; versions never change."""
