"""The made-up duty of the stage county's government: this month and the next, and what happened in the last nights."""
