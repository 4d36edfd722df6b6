"""依申请公开 (disclosure requests): anyone asks for government information, a unit answers in time."""
