"""Work that the files need now and then."""

from jinliang.kernel.outbox.jobs import periodic

from . import uploads


@periodic("23 * * * *")
def forget_old_uploads() -> None:
    uploads.forget_old()
