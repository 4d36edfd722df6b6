"""The pages of the disclosure office: the register, registration, what each move asks, letters, reviews, figures."""
