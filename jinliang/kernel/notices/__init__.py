"""消息: what a person is told, in the page, by e-mail and by SMS."""
