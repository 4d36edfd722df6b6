"""用印申请: use of a seal on an uploaded contract or certificate, for every unit that has one."""
